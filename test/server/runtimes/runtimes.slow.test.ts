import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { rm } from 'node:fs/promises'
import { createServer } from 'node:net'
import OpenAI from 'openai'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { type ChatServer, chatServer, chunk, lastChunks } from '../chat-server.ts'
import { eventually, post, postStream } from '../post.ts'
import { sound } from '../streams.ts'
import { packedFolder } from './packed.ts'
import { binaryOf, type Runtime, runtimes } from './runtimes.ts'

let folder = ''
let upstream: ChatServer
/** Whether the upstream goes on until it is left. */
let isEndless = false
beforeAll(async () => {
  folder = await packedFolder()
  upstream = await chatServer((response) => {
    response.write(chunk('Hello'))
    if (!isEndless) return response.end(chunk(' there') + lastChunks)
    const saying = setInterval(() => response.write(chunk(' and on')), 20)
    return response.on('close', () => clearInterval(saying))
  })
})
afterAll(async () => {
  await upstream[Symbol.asyncDispose]()
  await rm(folder, { recursive: true })
})

const own: Runtime = {
  name: `Node ${process.versions.node}`,
  package: '',
  binary: process.execPath,
  args: async ({ folder, port, upstream }) => [`${folder}/node.mjs`, String(port), upstream],
}

for (const runtime of [own, ...runtimes]) {
  const found = runtime === own ? { path: own.binary } : await binaryOf(runtime)
  const name = 'reason' in found ? `${runtime.name} (skipped: ${found.reason})` : runtime.name
  describe.skipIf('reason' in found)(name, () => {
    let url = ''
    let end: (() => Promise<void>) | undefined
    beforeAll(async () => {
      if ('reason' in found) return
      const port = await freePort()
      url = `http://127.0.0.1:${port}/v1`
      const args = await runtime.args({ folder, port, upstream: upstream.url })
      const child = spawn(found.path, args, { cwd: folder, stdio: ['ignore', 'pipe', 'pipe'] })
      let said = ''
      for (const stream of [child.stdout, child.stderr]) stream.setEncoding('utf8').on('data', (text) => (said += text))
      const exited = once(child, 'exit')
      end = async () => {
        child.kill('SIGKILL')
        await exited
      }
      for (let look = 0; look < 200; look += 1) {
        if (child.exitCode !== null) throw new Error(said)
        const isUp = await fetch(`${url}/health`).then(
          (response) => response.ok,
          () => false,
        )
        if (isUp) return
        await new Promise((resolve) => setTimeout(resolve, 50))
      }
      throw new Error(`It does not answer. ${said}`)
    })
    afterAll(() => end?.())

    test('the official client, whole and streaming', async () => {
      const openai = new OpenAI({ baseURL: url, apiKey: 'none', maxRetries: 0 })
      const whole = await openai.responses.create({ model: 'm', input: 'Hello', store: false })
      expect(whole.output_text).toContain('You said: Hello')
      const final = await openai.responses.stream({ model: 'm', input: 'Hello', store: false }).finalResponse()
      expect(final.status).toBe('completed')
    })

    test('streams that are whole and in order, several at once', async () => {
      const reading = Array.from({ length: 8 }, async () => {
        const response = await post({ url }, { model: 'm', input: 'Hello', stream: true, store: false })
        expect(response.headers.get('content-type')).toContain('text/event-stream')
        return sound(await response.text())
      })
      for (const events of await Promise.all(reading)) expect(events.at(-1)?.type).toBe('response.completed')
    })

    test('a stored response is found again, and its stream is the same', async () => {
      const stream = await (await post({ url }, { model: 'm', input: 'Hello', stream: true })).text()
      const id = /"id":"(resp_\w+)"/.exec(stream)?.[1]
      const again = await fetch(`${url}/responses/${id}?stream=true`)
      expect(await again.text()).toBe(stream)
      const next = await post({ url }, { model: 'm', input: 'And?', previous_response_id: id })
      expect((await next.json()).previous_response_id).toBe(id)
    })

    test('an upstream that is fetched from, and is left with the client', async () => {
      const chat = { url: url.replace('/v1', '/chat/v1') }
      const response = await post(chat, { model: 'm', input: 'x', stream: true, store: false })
      expect((await sound(await response.text())).at(-1)?.type).toBe('response.completed')
      const { cut } = upstream
      isEndless = true
      const stream = await postStream(chat, { store: false })
      await stream.until('Hello')
      isEndless = false
      stream.leave()
      await eventually(() => upstream.cut > cut, 'the upstream is left')
    })

    test('errors', async () => {
      expect((await fetch(`${url}/nope`)).status).toBe(404)
      const refused = await post({ url }, { model: 'm' })
      expect([refused.status, (await refused.json()).error.param]).toEqual([400, 'input'])
    })
  })
}

async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1')
  await once(server, 'listening')
  const address = server.address()
  server.close()
  await once(server, 'close')
  return typeof address === 'object' && address !== null ? address.port : 0
}

import { expect, test } from 'vitest'
import { listen } from '../../../src/cli/listen.ts'
import { createCore } from '../../../src/server/core.ts'
import { createGate } from '../../../src/server/operation/create-gate.ts'
import { createMetrics } from '../../../src/server/operation/metrics/metrics.ts'
import { builtinUpstream } from '../../../src/server/upstreams/builtin.ts'
import { eventually, post, postStream } from '../post.ts'
import { serving } from '../serving.ts'
import { sound } from '../streams.ts'
import { answerOn, dropConnections, headFor, rawConnection, requestFor } from './raw-client.ts'

const mebi = 1024 * 1024

test('600 connections that are opened and dropped at any point leave nothing behind', async () => {
  const metrics = createMetrics({ process: false })
  const upstream = builtinUpstream({ tokensPerSecond: 200 })
  await using server = await serving({
    observer: metrics.observer,
    upstream,
    gate: createGate({ concurrentRequests: 1000 }),
  })
  await dropConnections(server, 600, 50)
  await eventually(async () => /^counterpoint_active_responses 0$/m.test(await metrics.text()), 'all have ended')
  await sound(await (await postStream(server)).all)
})

/** A server that gives a request one second. */
async function impatient() {
  const core = createCore({ upstream: builtinUpstream() })
  const { url, close } = await listen(core, { host: '127.0.0.1', port: 0, requestTimeout: 1 })
  return {
    url: `${url}/v1`,
    async [Symbol.asyncDispose]() {
      await core.close(0)
      await close()
    },
  }
}

test.each([
  ['nothing', 0],
  ['its head', 20],
  ['its body', requestFor({ model: 'm', input: 'Hello' }).length - 20],
])(
  'a client that sends %s a byte at a time is cut, and the others are served',
  async (_, from) => {
    await using server = await impatient()
    const request = requestFor({ model: 'm', input: 'Hello' })
    const socket = await rawConnection(server)
    const answer = answerOn(socket)
    if (from > 0) socket.write(request.slice(0, from))
    let next = from
    const dripping = setInterval(() => from > 0 && next < request.length - 1 && socket.write(request[next++]!), 200)
    await sound(await (await postStream(server)).all)
    expect(await answer).toMatch(/^(?:HTTP\/1\.1 408 |$)/)
    clearInterval(dripping)
  },
  10_000,
)

test('100 MB with a length are refused before they are sent', async () => {
  await using server = await serving()
  const socket = await rawConnection(server)
  socket.write(headFor(`content-length: ${100 * mebi}\r\nconnection: close\r\n`))
  expect(await answerOn(socket)).toMatch(/^HTTP\/1\.1 413 .*body_too_large/s)
})

test('100 MB without a length are refused once they are too long', async () => {
  await using server = await serving({ bodyLimit: mebi })
  const before = process.memoryUsage().rss
  let sent = 0
  const body = new ReadableStream({
    pull(controller) {
      sent += 1
      if (sent > 100) controller.close()
      else controller.enqueue(new Uint8Array(mebi).fill(120))
    },
  })
  const init: RequestInit & { duplex: 'half' } = {
    method: 'POST',
    body,
    duplex: 'half',
    headers: { 'content-type': 'application/json' },
  }
  const answer = await fetch(`${server.url}/responses`, init).then(
    ({ status }) => status,
    // The connection may be cut while the rest is being sent.
    () => 413,
  )
  expect(answer).toBe(413)
  expect(process.memoryUsage().rss - before).toBeLessThan(150 * mebi)
  expect((await post(server, { model: 'm', input: 'x' })).status).toBe(200)
})

const nested = (depth: number, open: string, close: string) => open.repeat(depth) + close.repeat(depth)
const odd: Record<string, string> = {
  'a million lists': `{"model":"m","input":${nested(1_000_000, '[', ']')}}`,
  'deep objects': `{"model":"m","input":"x","metadata":${nested(100_000, '{"a":', '1}').replace('{"a":1', '{"a":{}')}}`,
  'a deep schema': `{"model":"m","input":"x","tools":[{"type":"function","name":"f","parameters":${nested(5000, '{"items":', '}').replace(':}', ':{}}')}}]}`,
  'two million numbers': `{"model":"m","input":"x","metadata":[${'1,'.repeat(2_000_000)}1]}`,
  'a key __proto__': '{"model":"m","input":"x","__proto__":{"polluted":1}}',
  'an inner __proto__': '{"model":"m","input":[{"role":"user","content":"x","__proto__":{"polluted":1}}]}',
  'an escaped __proto__': String.raw`{"model":"m","input":"x","metadata":{"\u005f_proto__":"x"}}`,
}

test('deep, wide and poisoned bodies are refused, and never hang the client', async () => {
  await using server = await serving()
  for (const [what, body] of Object.entries(odd)) {
    const answer = await fetch(`${server.url}/responses`, {
      method: 'POST',
      body,
      // A bound and no stopwatch: how long two million numbers take is the machine's business, that they end is ours.
      signal: AbortSignal.timeout(20_000),
      headers: { 'content-type': 'application/json' },
    })
    expect([what, answer.status]).toEqual([what, 400])
  }
  expect(Object.hasOwn(Object.prototype, 'polluted')).toBe(false)
})

test('names that objects have by themselves are data like any other', async () => {
  await using server = await serving()
  const metadata = { constructor: 'a', toString: 'b', hasOwnProperty: 'c' }
  const tools = [
    {
      type: 'function',
      name: 'constructor',
      parameters: { type: 'object', properties: { toString: { type: 'string' } } },
    },
  ]
  const made = await post(server, { model: 'constructor', input: 'valueOf', metadata, tools })
  expect(made.status).toBe(200)
  expect((await made.json()).metadata).toEqual(metadata)
})

test.each([
  ['no HTTP at all', 'hello\r\n\r\n', 400],
  ['a head of 18 kB', `GET /v1/models HTTP/1.1\r\nhost: x\r\nx: ${'y'.repeat(18_000)}\r\n\r\n`, 431],
  ['two lengths', headFor('content-length: 1\r\ncontent-length: 2\r\n'), 400],
  ['a length and chunks', headFor('content-length: 1\r\ntransfer-encoding: chunked\r\n'), 400],
  ['a chunk of no length', `${headFor('transfer-encoding: chunked\r\n')}zz\r\n`, 400],
])('%s', async (_, text, status) => {
  await using server = await serving()
  const socket = await rawConnection(server)
  socket.write(text)
  expect(await answerOn(socket)).toMatch(new RegExp(`^HTTP/1.1 ${status} `))
  expect((await fetch(`${server.url}/models`)).status).toBe(200)
})

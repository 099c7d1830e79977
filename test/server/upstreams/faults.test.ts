import { getEventListeners } from 'node:events'
import { createServer } from 'node:net'
import type { AddressInfo } from 'node:net'
import { describe, expect, it, onTestFinished } from 'vitest'
import { createUpstream, type UpstreamOptions } from '../../../src/server/upstreams/create.ts'
import { fetchTransport } from '../../../src/server/upstreams/http/fetch-transport.ts'
import { nodeTransport } from '../../../src/server/upstreams/http/node-transport.ts'
import { readRetryAfter } from '../../../src/server/upstreams/http/refusal.ts'
import { fakeServer, refuse, sendEvents } from './fake-server.ts'
import { asking, run } from './run.ts'

const delta = (content: string, finish: string | null = null) => ({
  choices: [{ index: 0, delta: { content }, finish_reason: finish }],
})
const good = [delta('Hello'), delta('', 'stop')]
const frame = (chunk: unknown) => `data: ${JSON.stringify(chunk)}\n\n`
const retries = { attempts: 3, baseDelay: 1, maxDelay: 200 }

const transports = { node: nodeTransport, fetch: () => fetchTransport() }

describe.each(Object.entries(transports))('over %s', (_, transport) => {
  const chat = (url: string, more: Partial<UpstreamOptions> = {}) =>
    createUpstream('chat', { url, retries, transport: transport(), ...more })

  describe('before the first byte', () => {
    it.each([429, 502, 503, 504])('%i is asked again', async (status) => {
      const server = await fakeServer((reply, nth) => (nth < 2 ? refuse(reply, status, {}) : sendEvents(reply, good)))
      const ran = await run(chat(server.url), asking('Hi'))
      expect(ran).toMatchObject({ items: ['final_answer: Hello'], violations: [] })
      expect(ran.warnings).toEqual(['upstream/retry', 'upstream/retry'])
    })

    it('and not for ever', async () => {
      const server = await fakeServer((reply) => refuse(reply, 503, 'busy'))
      await expect(run(chat(server.url), asking('Hi'))).rejects.toMatchObject({
        status: 502,
        code: 'upstream_error',
        message: 'The upstream answered 503: busy',
      })
      expect(server.seen).toHaveLength(3)
    })

    it.each([
      [500, 502, 'upstream_error', 'server_error'],
      [400, 400, 'invalid_request_error', 'invalid_request_error'],
      [422, 400, 'invalid_request_error', 'invalid_request_error'],
      [413, 413, 'invalid_request_error', 'invalid_request_error'],
      [401, 502, 'upstream_unauthorized', 'server_error'],
      [404, 404, 'model_not_found', 'invalid_request_error'],
      [302, 502, 'upstream_error', 'server_error'],
    ])('%i is not: it is told as %i %s', async (status, told, code, type) => {
      const server = await fakeServer((reply) =>
        refuse(reply, status, { error: { message: 'no', type: 'x', param: 'temperature' } }),
      )
      await expect(run(chat(server.url), asking('Hi'))).rejects.toMatchObject({ status: told, code, type })
      expect(server.seen).toHaveLength(1)
    })

    it.each([
      { error: { message: 'no', type: 'x', code: 'context_length_exceeded' } },
      { error: { message: 'no', type: 'exceed_context_size_error', code: 400, n_ctx: 4096 } },
      { object: 'error', message: "This model's maximum context length is 4096 tokens.", type: 'x', code: 400 },
      { error: { message: "The input (5 tokens) is longer than the model's context length (4 tokens).", type: 'x' } },
    ])('a conversation that is too long has the code that agents shorten it for: %j', async (body) => {
      const server = await fakeServer((reply) => refuse(reply, 400, body))
      await expect(run(chat(server.url), asking('Hi'))).rejects.toMatchObject({
        status: 400,
        code: 'context_length_exceeded',
        type: 'invalid_request_error',
        param: 'input',
      })
      expect(server.seen).toHaveLength(1)
    })

    it('Retry-After is kept to, and told when it is too long to wait', async () => {
      const patient = await fakeServer((reply, nth) =>
        nth === 0 ? refuse(reply, 429, {}, { 'retry-after': '0.1' }) : sendEvents(reply, good),
      )
      const begin = performance.now()
      await run(chat(patient.url), asking('Hi'))
      expect(performance.now() - begin).toBeGreaterThan(95)
      const impatient = await fakeServer((reply) =>
        refuse(reply, 429, { error: { message: 'slow down' } }, { 'retry-after': '30' }),
      )
      await expect(run(chat(impatient.url), asking('Hi'))).rejects.toMatchObject({
        status: 429,
        code: 'rate_limit_exceeded',
        type: 'rate_limit_error',
        retryAfter: 30,
        message: 'slow down',
      })
      expect(impatient.seen).toHaveLength(1)
    })

    it.each(['data: [DONE]\n\n', 'data: {not json\n\ndata: [DONE]\n\n'])(
      'only the end, %j, is no answer',
      async (said) => {
        const server = await fakeServer((reply) => {
          reply.writeHead(200, { 'content-type': 'text/event-stream' })
          reply.end(said)
        })
        await expect(run(chat(server.url), asking('Hi'))).rejects.toMatchObject({
          status: 502,
          code: 'upstream_broken',
          message: 'The upstream sent nothing that can be read.',
        })
        expect(server.seen).toHaveLength(1)
      },
    )

    it('nobody there', async () => {
      const server = createServer()
      await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening))
      const { port } = server.address() as AddressInfo
      await new Promise((closed) => server.close(closed))
      const failing = run(chat(`http://127.0.0.1:${port}`), asking('Hi'))
      await expect(failing).rejects.toMatchObject({
        status: 502,
        code: 'upstream_unreachable',
        message: expect.stringContaining('ECONNREFUSED'),
      })
    })

    it('hung up without a word: asked again', async () => {
      const server = await fakeServer((reply, nth) =>
        nth === 0 ? void reply.socket?.destroy() : sendEvents(reply, good),
      )
      expect(await run(chat(server.url), asking('Hi'))).toMatchObject({ ending: 'completed' })
      const empty = await fakeServer((reply, nth) => sendEvents(reply, nth === 0 ? [] : good, nth !== 0))
      expect(await run(chat(empty.url), asking('Hi'))).toMatchObject({ ending: 'completed' })
    })

    it('never a byte: a timeout, not asked again', async () => {
      const server = await fakeServer(() => undefined)
      const failing = run(chat(server.url, { timeouts: { firstToken: 60 } }), asking('Hi'))
      await expect(failing).rejects.toMatchObject({
        status: 504,
        code: 'upstream_timeout',
        message: 'The upstream timed out: it said nothing within 60 ms.',
      })
      expect(server.seen).toHaveLength(1)
      await server.hungUp
    })

    it('pings are no token', async () => {
      const server = await fakeServer((reply) => {
        reply.writeHead(200, { 'content-type': 'text/event-stream' })
        const timer = setInterval(() => reply.write(':\n\n'), 10)
        reply.on('close', () => clearInterval(timer))
      })
      await expect(run(chat(server.url, { timeouts: { firstToken: 80 } }), asking('Hi'))).rejects.toMatchObject({
        status: 504,
      })
    })

    it('an error as the first event of a 200', async () => {
      const server = await fakeServer((reply) =>
        sendEvents(reply, [{ error: { message: 'too long', code: 400, param: 'messages' } }]),
      )
      await expect(run(chat(server.url), asking('Hi'))).rejects.toMatchObject({
        status: 400,
        message: 'too long',
        param: 'messages',
      })
      const broken = await fakeServer((reply) => sendEvents(reply, [{ error: 'CUDA out of memory' }]))
      await expect(run(chat(broken.url), asking('Hi'))).rejects.toMatchObject({
        status: 502,
        message: expect.stringContaining('CUDA'),
      })
    })

    it('garbage', async () => {
      const server = await fakeServer((reply) => refuse(reply, 200, '<html>Not an API</html>'))
      await expect(run(chat(server.url), asking('Hi'))).rejects.toMatchObject({
        status: 502,
        code: 'upstream_broken',
        message: 'The upstream sent nothing that can be read.',
      })
      expect(server.seen).toHaveLength(1)
    })

    it('an abort', async () => {
      const server = await fakeServer(() => undefined)
      const controller = new AbortController()
      setTimeout(() => controller.abort(new Error('gone')), 30)
      await expect(run(chat(server.url), asking('Hi'), controller.signal)).rejects.toThrow('gone')
      await server.hungUp
      const waiting = await fakeServer((reply) => refuse(reply, 503, {}))
      const other = new AbortController()
      setTimeout(() => other.abort(new Error('gone')), 30)
      const slow = { retries: { attempts: 3, baseDelay: 5000, maxDelay: 5000 } }
      await expect(run(chat(waiting.url, slow), asking('Hi'), other.signal)).rejects.toThrow('gone')
      await expect(run(chat(waiting.url), asking('Hi'), AbortSignal.abort(new Error('before')))).rejects.toThrow(
        'before',
      )
      expect(waiting.seen).toHaveLength(1)
    })
  })

  describe('after the first byte', () => {
    it('hung up in mid-stream: failed, and every character is there', async () => {
      const server = await fakeServer((reply) => {
        reply.writeHead(200, { 'content-type': 'text/event-stream' })
        reply.write(frame(delta('Hel')) + frame(delta('lo')))
        setTimeout(() => reply.socket?.destroy(), 20)
      })
      const ran = await run(chat(server.url), asking('Hi'))
      expect(ran).toMatchObject({ items: ['final_answer: Hello'], violations: [] })
      expect(ran.ending).toMatch(/^failed upstream_broken: The upstream hung up/)
      expect(server.seen).toHaveLength(1)
    })

    it('ended without an end', async () => {
      const server = await fakeServer((reply) => sendEvents(reply, [delta('Hel')], false))
      const ran = await run(chat(server.url), asking('Hi'))
      expect(ran.ending).toMatch(/^failed upstream_closed/)
      expect(ran.violations).toEqual([])
    })

    it('half a frame', async () => {
      const server = await fakeServer((reply) => {
        reply.writeHead(200, { 'content-type': 'text/event-stream' })
        reply.end(`${frame(delta('Hello'))}data: {"choices":[{"index":0,"del`)
      })
      const ran = await run(chat(server.url), asking('Hi'))
      expect(ran).toMatchObject({ items: ['final_answer: Hello'], violations: [], warnings: ['source/not-json'] })
      expect(ran.ending).toMatch(/^failed upstream_closed/)
    })

    it('garbage between frames is left out', async () => {
      const server = await fakeServer((reply) =>
        sendEvents(reply, [delta('Hel'), 'data: {oops\n\n', delta('lo'), delta('', 'stop')]),
      )
      const ran = await run(chat(server.url), asking('Hi'))
      expect(ran).toMatchObject({
        items: ['final_answer: Hello'],
        ending: 'completed',
        violations: [],
        warnings: ['source/not-json'],
      })
    })

    it('an endless frame is cut off', async () => {
      const server = await fakeServer((reply) => sendEvents(reply, [delta('Hello'), delta('x'.repeat(5000))]))
      const ran = await run(chat(server.url, { chunkLimit: 4000 }), asking('Hi'))
      expect(ran.ending).toMatch(/^failed upstream_broken: The upstream sent more than 4000 characters/)
    })

    it('no more bytes: a timeout', async () => {
      const server = await fakeServer((reply) => {
        reply.writeHead(200, { 'content-type': 'text/event-stream' })
        reply.write(frame(delta('Hello')))
      })
      const ran = await run(chat(server.url, { timeouts: { idle: 60 } }), asking('Hi'))
      expect(ran).toMatchObject({
        items: ['final_answer: Hello'],
        ending: 'failed upstream_timeout: The upstream timed out: it sent no more for 60 ms.',
        violations: [],
      })
      await server.hungUp
    })

    it("a slow reader is not the upstream's fault", async () => {
      const server = await fakeServer((reply) => sendEvents(reply, good))
      const signal = new AbortController().signal
      const upstream = chat(server.url, { timeouts: { idle: 30 } })
      const { chunks } = await upstream.generate({ ...conversation, ...asking('Hi') }, { signal })
      const read: unknown[] = []
      for await (const chunk of chunks) {
        read.push(chunk)
        await new Promise((next) => setTimeout(next, 60))
      }
      expect(read).toHaveLength(3)
      expect(getEventListeners(signal, 'abort')).toHaveLength(0)
    })

    it('an abort reaches the upstream at once', async () => {
      const server = await fakeServer((reply) => {
        reply.writeHead(200, { 'content-type': 'text/event-stream' })
        reply.write(frame(delta('Hello')))
      })
      const controller = new AbortController()
      let aborted = 0
      setTimeout(() => {
        aborted = performance.now()
        controller.abort(new Error('cancelled'))
      }, 60)
      const ran = await run(chat(server.url), asking('Hi'), controller.signal)
      expect((await server.hungUp) - aborted).toBeLessThan(100)
      expect(ran).toMatchObject({ items: ['final_answer: Hello'], ending: 'incomplete', violations: [] })
    })

    it('leaving early ends the generation', async () => {
      const server = await fakeServer((reply) => {
        reply.writeHead(200, { 'content-type': 'text/event-stream' })
        reply.write(frame(delta('Hello')))
      })
      const { chunks } = await chat(server.url).generate(
        { ...conversation, ...asking('Hi') },
        { signal: new AbortController().signal },
      )
      for await (const chunk of chunks) {
        expect(chunk).toEqual(delta('Hello'))
        break
      }
      await server.hungUp
    })
  })
})

const conversation = {
  model: 'm',
  instructions: null,
  tools: [],
  hosted: [],
  toolChoice: 'auto' as const,
  parallelToolCalls: true,
  effort: null,
  format: { type: 'text' as const },
  verbosity: null,
  sampling: {},
  extra: {},
}

it('no connection: a timeout of its own, asked again', async () => {
  const transport = nodeTransport()
  const attempts: string[] = []
  const upstream = createUpstream('chat', {
    // Reserved for documentation: packets to it go nowhere, or are refused at once.
    url: 'http://192.0.2.1:81',
    timeouts: { connect: 40 },
    retries: { attempts: 2, baseDelay: 1, maxDelay: 1 },
    transport: { ...transport, send: (request) => (attempts.push(request.url), transport.send(request)) },
  })
  await expect(run(upstream, asking('Hi'))).rejects.toMatchObject({
    message: expect.stringContaining('could not be reached'),
  })
  expect(attempts).toHaveLength(2)
  onTestFinished(() => transport.close?.())
})

it('Retry-After is a number or a date', () => {
  expect(readRetryAfter('2', 0)).toBe(2)
  expect(readRetryAfter('Thu, 01 Jan 1970 00:00:10 GMT', 4000)).toBe(6)
  expect([readRetryAfter('soon', 0), readRetryAfter('', 0), readRetryAfter(null, 0), readRetryAfter('-1', 0)]).toEqual([
    null,
    null,
    null,
    0,
  ])
})

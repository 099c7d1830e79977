import { Readable } from 'node:stream'
import OpenAI from 'openai'
import { expect, test } from 'vitest'
import { createCore } from '../../src/server/core.ts'
import { createFetchHandler } from '../../src/server/fetch.ts'
import type { Gate } from '../../src/server/gate.ts'
import { MemoryStore } from '../../src/server/store/memory.ts'
import type { NewResponse } from '../../src/server/store/record.ts'
import type { Upstream } from '../../src/server/upstreams/upstream.ts'
import { builtinUpstream } from '../../src/server/upstreams/builtin.ts'
import { eventually } from './post.ts'
import { speech, SpokenUpstream } from './spoken-upstream.ts'
import { faulty } from './store-faults.ts'
import { sound } from './streams.ts'

function handlerOf(upstream: Upstream, prefix?: string) {
  return createFetchHandler(createCore({ upstream }), { prefix })
}

function request(body: object, init: RequestInit = {}): Request {
  const headers = { 'content-type': 'application/json' }
  return new Request('http://x/v1/responses', { method: 'POST', headers, body: JSON.stringify(body), ...init })
}

test('a stream', async () => {
  const handler = handlerOf(builtinUpstream())
  const response = await handler(request({ model: 'm', input: 'Hello', stream: true }))
  expect(response.headers.get('content-type')).toContain('text/event-stream')
  expect((await sound(await response.text())).at(-1)?.type).toBe('response.completed')
})

test('the official client on it, under a prefix', async () => {
  const handler = handlerOf(builtinUpstream(), '/api')
  const fetch = (input: string | URL | Request, init?: RequestInit) => handler(new Request(input, init))
  const openai = new OpenAI({ baseURL: 'http://x/api/v1', apiKey: 'none', fetch })
  expect((await openai.responses.create({ model: 'm', input: 'Hello' })).output_text).toContain('You said: Hello')
  expect((await openai.responses.stream({ model: 'm', input: 'Hello' }).finalResponse()).status).toBe('completed')
})

test('errors', async () => {
  const handler = handlerOf(builtinUpstream())
  expect((await handler(new Request('http://x/nope'))).status).toBe(404)
  expect((await handler(request({}))).status).toBe(400)
})

test('a reader that is slow slows the upstream, and one that cancels ends it', async () => {
  const upstream = new SpokenUpstream().say('<|channel|>final<|message|>')
  for (let piece = 0; piece < 500; piece += 1) upstream.say('word '.repeat(2_000))
  const response = await handlerOf(upstream)(request({ model: 'm', input: 'x', stream: true, store: false }))
  const reader = response.body!.getReader()
  await reader.read()
  await new Promise((resolve) => setTimeout(resolve, 50))
  expect(upstream.taken).toBeLessThan(200)
  await reader.cancel()
  await eventually(() => upstream.signal?.aborted === true, 'the upstream is aborted')
})

test('a request whose signal is aborted ends its upstream', async () => {
  const upstream = new SpokenUpstream().say(...speech.slice(0, 2))
  const controller = new AbortController()
  const asked = { model: 'm', input: 'x', stream: true }
  const response = await handlerOf(upstream)(request(asked, { signal: controller.signal }))
  await response.body!.getReader().read()
  controller.abort()
  await eventually(() => upstream.signal?.aborted === true, 'the upstream is aborted')
})

test('a client that leaves before the reply leaves nothing behind: no stream, no place, no crash', async () => {
  let admitted = 0
  const gate: Gate = { admit: () => ((admitted += 1), () => (admitted -= 1)) }
  const memory = new MemoryStore()
  const create = async (response: NewResponse) => {
    await new Promise((resolve) => setTimeout(resolve, 30))
    await memory.create(response)
  }
  const store = faulty(memory, () => ({ create }))
  const upstream = new SpokenUpstream().say(...speech.slice(0, 2))
  const core = createCore({ upstream, gate, store, heartbeat: 0 })
  const handler = createFetchHandler(core)
  const controller = new AbortController()
  const answer = handler(request({ model: 'm', input: 'x', stream: true }, { signal: controller.signal }))
  await eventually(() => upstream.asked.length > 0, 'the upstream is asked')
  controller.abort()
  const response = await answer
  await response.body?.cancel().catch(() => undefined)
  await eventually(() => upstream.signal?.aborted === true, 'the upstream is aborted')
  await eventually(() => admitted === 0, 'the place is given back')
  await core.close(0)
})

test('an adapter that only aborts the request ends a stream that it pipes', async () => {
  const upstream = new SpokenUpstream().say(...speech.slice(0, 2))
  const core = createCore({ upstream })
  const controller = new AbortController()
  const body = JSON.stringify({ model: 'm', input: 'x', stream: true })
  const reply = await core.handle({
    method: 'POST',
    url: '/v1/responses',
    header: (name) => (name === 'content-type' ? 'application/json' : null),
    body: Readable.from([Buffer.from(body)]),
    signal: controller.signal,
  })
  if (typeof reply.body === 'string') throw new Error('It is a stream.')
  const piped = reply.body.pipe(() => undefined)
  controller.abort()
  await expect(piped).rejects.toThrow()
  expect(upstream.signal?.aborted).toBe(true)
  await core.close(0)
})

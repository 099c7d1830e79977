import { once } from 'node:events'
import Fastify from 'fastify'
import { expect, test } from 'vitest'
import { createCore } from '../../src/server/core.ts'
import { counterpointPlugin } from '../../src/server/fastify.ts'
import { createGate } from '../../src/server/operation/create-gate.ts'
import { builtinUpstream } from '../../src/server/upstreams/builtin.ts'
import { answerOn, rawConnection } from './operation/raw-client.ts'
import { idOf, type Server, postStream } from './post.ts'
import { serving } from './serving.ts'
import { SpokenUpstream } from './spoken-upstream.ts'

/** The whole answer to a request without a body. */
async function answerTo(server: Server, line: string, host = 'localhost'): Promise<string> {
  const socket = await rawConnection(server)
  const answer = answerOn(socket)
  socket.write(`${line} HTTP/1.1\r\nhost: ${host}\r\nconnection: close\r\n\r\n`)
  return answer
}

test.each([
  ['http://localhost:8080/health', 200],
  ['HTTP://localhost/health', 200],
  ['https://localhost/v1/models?x=/y', 200],
  ['http://localhost/v1/responses/resp_none', 404],
  ['http://localhost', 404],
  ['http://localhost?/health', 404],
  ['http:///health', 400],
])('%s is routed by its path', async (target, status) => {
  await using server = await serving()
  const answer = await answerTo(server, `GET ${target}`)
  expect(answer).toMatch(new RegExp(`^HTTP/1.1 ${status} `))
  if (status !== 200) expect(answer).toMatch(/\{"error":\{"message":"[^"]+","type":"invalid_request_error"/)
})

test('the query of a whole address counts', async () => {
  await using server = await serving()
  const stream = await postStream(server)
  const id = await idOf(stream)
  await stream.all
  const answer = await answerTo(server, `GET http://localhost/v1/responses/${id}?stream=true&starting_after=2`)
  expect(answer).toContain('content-type: text/event-stream')
  expect(answer).toContain('"sequence_number":3')
  expect(answer).not.toContain('"sequence_number":2,')
})

test("the host of a whole address is the request's, whatever its header says", async () => {
  await using server = await serving({ gate: createGate({ hosts: [] }) })
  const statusOf = async (target: string, host: string) => (await answerTo(server, `GET ${target}`, host)).slice(9, 12)
  expect(await statusOf('/v1/models', 'localhost')).toBe('200')
  expect(await statusOf('/v1/models', 'evil.example')).toBe('403')
  expect(await statusOf('http://localhost/v1/models', 'localhost')).toBe('200')
  expect(await statusOf('http://evil.example/v1/models', 'evil.example')).toBe('403')
  expect(await statusOf('http://evil.example/v1/models', 'localhost')).toBe('403')
  expect(await statusOf('http://x@localhost/v1/models', 'localhost')).toBe('403')
})

test('a whole address is routed under a prefix too', async () => {
  const core = createCore({ upstream: builtinUpstream() })
  const app = Fastify()
  await app.register(counterpointPlugin, { core, prefix: '/api' })
  const url = await app.listen({ host: '127.0.0.1', port: 0 })
  expect(await answerTo({ url }, 'GET http://localhost/api/v1/models')).toMatch(/^HTTP\/1\.1 200 /)
  await core.close(0)
  await app.close()
})

test('HEAD of a stream has the head of the stream, and nothing else', async () => {
  const upstream = new SpokenUpstream().say('<|channel|>final<|message|>Hello')
  await using server = await serving({ upstream, gate: createGate({ origins: ['https://app.example'] }) })
  const stream = await postStream(server)
  const target = `/v1/responses/${await idOf(stream)}?stream=true`
  const socket = await rawConnection(server)
  let bytes = ''
  socket.setEncoding('latin1').on('data', (piece: string) => (bytes += piece))
  const request = (method: string, more: string) =>
    `${method} ${target} HTTP/1.1\r\nhost: localhost\r\nx-request-id: mine\r\n${more}\r\n`
  // The second one is there to show that the first has left the connection whole.
  socket.write(request('HEAD', '') + request('HEAD', 'connection: close\r\n'))
  await once(socket, 'close')
  const [first = '', second = '', ...rest] = bytes.split('\r\n\r\n')
  expect(rest).toEqual([''])
  for (const head of [first, second]) {
    expect(head).toMatch(/^HTTP\/1\.1 200 OK\r\n/)
    expect(head).toContain('content-type: text/event-stream; charset=utf-8')
    expect(head).toContain('x-request-id: mine')
    expect(head).toContain('x-content-type-options: nosniff')
    expect(head).toContain('vary: origin')
  }
  stream.leave()
})

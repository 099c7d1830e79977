import { once } from 'node:events'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import Fastify from 'fastify'
import { expect, test } from 'vitest'
import { createCore } from '../../src/server/core.ts'
import { counterpointPlugin } from '../../src/server/fastify.ts'
import type { StreamedBody } from '../../src/server/http.ts'
import { SocketWriter } from '../../src/server/socket-writer.ts'
import { builtinUpstream } from '../../src/server/upstreams/builtin.ts'
import { answerOn, rawConnection, requestFor } from './operation/raw-client.ts'
import { eventually } from './post.ts'
import { serving } from './serving.ts'
import { SpokenUpstream } from './spoken-upstream.ts'
import { sound } from './streams.ts'

const asked = (more: object = {}) => requestFor({ model: 'm', input: 'Hello', stream: true, ...more })

/** The bodies of chunked answers that follow each other on one connection; throws where the framing is off. */
function bodiesIn(bytes: string): string[] {
  const bodies: string[] = []
  let at = 0
  while (at < bytes.length) {
    const head = bytes.indexOf('\r\n\r\n', at)
    expect(bytes.slice(at, head)).toMatch(/^HTTP\/1\.1 200 OK\r\n/)
    expect(bytes.slice(at, head).toLowerCase()).toContain('transfer-encoding: chunked')
    at = head + 4
    let body = ''
    for (;;) {
      const end = bytes.indexOf('\r\n', at)
      const size = bytes.slice(at, end)
      expect(size).toMatch(/^[0-9a-f]+$/)
      const length = Number.parseInt(size, 16)
      body += bytes.slice(end + 2, end + 2 + length)
      expect(bytes.slice(end + 2 + length, end + 4 + length)).toBe('\r\n')
      at = end + 4 + length
      if (length === 0) break
    }
    bodies.push(body)
  }
  return bodies
}

const utf8 = (latin1: string) => Buffer.from(latin1, 'latin1').toString()

test('each write is one chunk, counted in bytes, and the last one is empty', async () => {
  const upstream = new SpokenUpstream().say('<|channel|>final<|message|>Grüße', ' an alle 🎈<|return|>').end()
  await using server = await serving({ upstream })
  const socket = await rawConnection(server)
  const answer = answerOn(socket)
  socket.write(asked())
  await eventually(() => socket.bytesRead > 0, 'an answer')
  await once(socket.setTimeout(100), 'timeout')
  socket.destroy()
  const [body, ...others] = bodiesIn(await answer)
  expect(others).toEqual([])
  const events = await sound(utf8(body!))
  expect(events.at(-1)).toMatchObject({ type: 'response.completed' })
  expect(utf8(body!)).toContain('Grüße an alle 🎈')
})

test('a connection that carried a stream carries the next one', async () => {
  await using server = await serving({ upstream: builtinUpstream({ tokensPerSecond: 0 }) })
  const socket = await rawConnection(server)
  let bytes = ''
  socket.setEncoding('latin1').on('data', (piece: string) => (bytes += piece))
  for (const nth of [1, 2, 3]) {
    socket.write(asked())
    await eventually(() => bytes.split('\r\n0\r\n\r\n').length === nth + 1, `the end of stream ${nth}`)
  }
  socket.destroy()
  for (const body of bodiesIn(bytes)) await sound(utf8(body))
})

test('answers to requests that are sent together come in order, each whole', async () => {
  await using server = await serving({ upstream: builtinUpstream({ tokensPerSecond: 0 }) })
  const socket = await rawConnection(server)
  const answer = answerOn(socket)
  socket.write(
    asked({ metadata: { nth: '1' } }) + asked({ metadata: { nth: '2' } }) + asked({ metadata: { nth: '3' } }),
  )
  await eventually(() => socket.bytesRead > 0, 'an answer')
  await once(socket.setTimeout(300), 'timeout')
  socket.destroy()
  const bodies = bodiesIn(await answer)
  expect(bodies).toHaveLength(3)
  for (const [index, body] of bodies.entries()) {
    const [created] = await sound(utf8(body))
    expect(created).toMatchObject({ response: { metadata: { nth: String(index + 1) } } })
  }
})

test('HTTP/1.0 has no chunks: the answer ends with the connection', async () => {
  await using server = await serving({ upstream: builtinUpstream({ tokensPerSecond: 0 }) })
  const socket = await rawConnection(server)
  const answer = answerOn(socket)
  socket.write(asked().replace('HTTP/1.1', 'HTTP/1.0'))
  const [head = '', ...body] = (await answer).split('\r\n\r\n')
  expect(head.toLowerCase()).not.toContain('chunked')
  await sound(utf8(body.join('\r\n\r\n')))
})

const breaking = {
  'a body that breaks off has no last chunk': {
    pipe: async (write) => {
      await write('one')
      throw new Error('the store is gone')
    },
    sent: /\r\n\r\n3\r\none\r\n$/,
  },
  'a body that throws at once is cut off': {
    pipe: () => {
      throw new Error('mine')
    },
    sent: /^$/,
  },
  'an empty piece is no last chunk': {
    pipe: async (write) => {
      for (const piece of ['one', '', 'two']) await write(piece)
    },
    sent: /\r\n\r\n3\r\none\r\n3\r\ntwo\r\n0\r\n\r\n$/,
  },
} satisfies Record<string, { pipe: StreamedBody['pipe']; sent: RegExp }>

test.for(Object.entries(breaking))('%s', async ([, { pipe, sent }]) => {
  const server = createServer((_request, response) => {
    response.writeHead(200, { connection: 'close' })
    void new SocketWriter(response).pipe({ pipe, cancel: () => undefined })
  }).listen(0, '127.0.0.1')
  await once(server, 'listening')
  const { port } = server.address() as AddressInfo
  const socket = await rawConnection({ url: `http://127.0.0.1:${port}` })
  const answer = answerOn(socket)
  socket.write('GET / HTTP/1.1\r\nhost: x\r\n\r\n')
  expect(await answer).toMatch(sent)
  server.close()
})

test("Fastify's inject gets the body as it is", async () => {
  const core = createCore({ upstream: builtinUpstream({ tokensPerSecond: 0 }) })
  const app = Fastify()
  await app.register(counterpointPlugin, { core, prefix: '/api' })
  const payload = { model: 'm', input: 'Hello', stream: true }
  const answer = await app.inject({ method: 'POST', url: '/api/v1/responses', payload })
  expect(answer.statusCode).toBe(200)
  await sound(answer.payload)
  await core.close(0)
  await app.close()
})

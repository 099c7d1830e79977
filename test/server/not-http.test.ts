import { once } from 'node:events'
import { expect, test } from 'vitest'
import { listen } from '../../src/cli/listen.ts'
import { createCore } from '../../src/server/core.ts'
import { builtinUpstream } from '../../src/server/upstreams/builtin.ts'
import { answerOn, headFor, rawConnection, requestFor } from './operation/raw-client.ts'
import { eventually, type Server } from './post.ts'
import { serving } from './serving.ts'
import { SpokenUpstream } from './spoken-upstream.ts'

/** An answer's status, its headers by their names in small letters, and the error in its body. */
function errorIn(answer: string) {
  const [head = '', body = ''] = answer.split('\r\n\r\n')
  const [line = '', ...fields] = head.split('\r\n')
  const headers = Object.fromEntries(
    fields.map((field) => [field.slice(0, field.indexOf(':')).toLowerCase(), field.slice(field.indexOf(':') + 2)]),
  )
  expect(headers).toMatchObject({
    'content-type': 'application/json; charset=utf-8',
    'content-length': String(body.length),
    connection: 'close',
  })
  const { error } = JSON.parse(body)
  expect(Object.keys(error)).toEqual(['message', 'type', 'param', 'code'])
  expect(error.message).toMatch(/^[^.]+(?:\.\d[^.]*)*; .*\.$/)
  return { status: Number(line.split(' ')[1]), ...error }
}

async function toldFor(server: Server, text: string) {
  const socket = await rawConnection(server)
  const answer = answerOn(socket)
  socket.write(text, 'latin1')
  return errorIn(await answer)
}

const line = 'GET /v1/models HTTP/1.1\r\n'

test.each([
  ['no HTTP', 'hello\r\n\r\n', 400, 'without TLS'],
  ['a TLS handshake', '\x16\x03\x01\x02\x00', 400, 'without TLS'],
  ['an unknown method', 'BREW / HTTP/1.1\r\nhost: x\r\n\r\n', 400, 'Invalid method'],
  ['an unknown version', 'GET / HTTP/9.1\r\nhost: x\r\n\r\n', 400, 'Invalid HTTP version'],
  ['HTTP/2', 'PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n', 400, 'as HTTP/1.1'],
  ['a blank in the URL', 'GET /a b HTTP/1.1\r\nhost: x\r\n\r\n', 400, 'does not begin as HTTP does'],
  ['a header without a colon', `${line}host\r\n\r\n`, 400, "'name: value'"],
  ['a NUL in a header', `${line}host: x\0\r\n\r\n`, 400, "'name: value'"],
  ['a length that is none', headFor('content-length: x\r\n'), 400, 'content-length, in bytes'],
  ['two lengths', headFor('content-length: 1\r\ncontent-length: 2\r\n'), 400, 'Duplicate Content-Length'],
  ['a length and chunks', headFor('content-length: 1\r\ntransfer-encoding: chunked\r\n'), 400, 'either one'],
  ['chunks and a length', headFor('transfer-encoding: chunked\r\ncontent-length: 1\r\n'), 400, 'either one'],
  ['a chunk of no length', `${headFor('transfer-encoding: chunked\r\n')}zz\r\n`, 400, 'in hexadecimal'],
  ['long chunk extensions', `${headFor('transfer-encoding: chunked\r\n')}1;${'x'.repeat(20_000)}\r\n`, 413, 'without'],
  ['a head of 18 kB', `${line}host: x\r\nx: ${'y'.repeat(18_000)}\r\n\r\n`, 431, '16384 bytes'],
  ['no host', `${line}\r\n`, 400, 'no host header'],
  ['an unknown expectation', headFor('expect: foo\r\ncontent-length: 2\r\n'), 417, '100-continue'],
])('%s is answered with an error object that says how to mend it', async (_, text, status, words) => {
  await using server = await serving()
  const told = await toldFor(server, text)
  expect(told).toMatchObject({ status, type: 'invalid_request_error', param: null, code: expect.any(String) })
  expect(told.message).toContain(words)
  expect((await fetch(`${server.url}/models`)).status).toBe(200)
})

test('a request that breaks off is told so', async () => {
  await using server = await serving()
  const socket = await rawConnection(server)
  const answer = answerOn(socket)
  socket.end(`${headFor('content-length: 50\r\n')}{`)
  expect(errorIn(await answer)).toMatchObject({ status: 400, message: expect.stringContaining('breaks off') })
})

test.each([
  ['head', 'GET /v1/mod'],
  ['body', `${headFor('content-length: 50\r\n')}{`],
])('a request whose %s comes too slowly is told which option sets the limit', async (_, begun) => {
  const core = createCore({ upstream: builtinUpstream() })
  const { url, close } = await listen(core, { host: '127.0.0.1', port: 0, requestTimeout: 0.2 })
  const told = await toldFor({ url }, begun)
  expect(told).toMatchObject({ status: 408, code: 'request_timeout' })
  expect(told.message).toContain('0.2 s')
  expect(told.message).toContain('--request-timeout')
  await core.close(0)
  await close()
})

test('who still sends when it is refused can read why, and is cut when it goes on all the same', async () => {
  await using server = await serving()
  const socket = await rawConnection(server)
  socket.allowHalfOpen = true
  const answer = answerOn(socket)
  socket.write(`${headFor('transfer-encoding: chunked\r\n')}zz\r\n`)
  let sent = 0
  const sending = setInterval(() => {
    if (!socket.writable) return
    sent += 1
    socket.write('x'.repeat(100_000))
  }, 5)
  const told = errorIn(await answer)
  clearInterval(sending)
  expect(told).toMatchObject({ status: 400, code: 'invalid_http' })
  // All that time somebody read it.
  expect(sent).toBeGreaterThan(20)
})

test('a body that is longer than its length says is a request that begins as none does', async () => {
  const upstream = new SpokenUpstream()
  await using server = await serving({ upstream })
  const whole = requestFor({ model: 'm', input: 'Hello' })
  const told = await toldFor(server, `${whole}"}`)
  expect(told.message).toContain('count the content-length of a request before it in bytes')
  const cut = await toldFor(server, whole.replace(/content-length: \d+/, 'content-length: 9'))
  expect(cut).toMatchObject({ status: 400, code: 'invalid_http' })
  expect((await fetch(`${server.url}/health`)).status).toBe(200)
})

test('an answer that is being streamed gets no second head in its middle', async () => {
  const upstream = new SpokenUpstream().say('<|channel|>final<|message|>Hello')
  await using server = await serving({ upstream })
  const socket = await rawConnection(server)
  let bytes = ''
  const closed = once(socket, 'close')
  socket.setEncoding('latin1').on('data', (piece: string) => (bytes += piece))
  socket.write(requestFor({ model: 'm', input: 'Hello', stream: true }))
  await eventually(() => bytes.includes('response.output_text.delta'), 'a delta')
  socket.write('hello\r\n\r\n')
  await closed
  expect(bytes.match(/HTTP\/1\.1/g)).toHaveLength(1)
  expect(bytes).not.toContain('invalid_http')
  // Cut, so that nobody takes it for whole.
  expect(bytes).not.toMatch(/\r\n0\r\n\r\n$/)
})

test('a connection whose answer is over is told of what is wrong with the next request', async () => {
  await using server = await serving()
  const socket = await rawConnection(server)
  let bytes = ''
  const closed = once(socket, 'close')
  socket.setEncoding('latin1').on('data', (piece: string) => (bytes += piece))
  socket.write(`${line}host: x\r\n\r\n`)
  await eventually(() => bytes.includes('"object":"list"'), 'the first answer')
  socket.write('hello\r\n\r\n')
  await closed
  expect(errorIn(bytes.slice(bytes.lastIndexOf('HTTP/1.1 ')))).toMatchObject({ status: 400 })
})

test('a client that resets its connection harms nobody', async () => {
  await using server = await serving()
  for (const text of ['hel', headFor('content-length: 9\r\n'), requestFor({ model: 'm', input: 'x', stream: true })]) {
    const socket = await rawConnection(server)
    socket.write(text)
    await once(socket.setTimeout(30), 'timeout')
    socket.resetAndDestroy()
  }
  expect((await fetch(`${server.url}/models`)).status).toBe(200)
})

test('HTTP/1.0 needs no host, and 100-continue is heard', async () => {
  await using server = await serving()
  const old = await rawConnection(server)
  const answer = answerOn(old)
  old.write('GET /v1/models HTTP/1.0\r\n\r\n')
  expect(await answer).toMatch(/^HTTP\/1\.1 200 /)
  const careful = await rawConnection(server)
  const both = answerOn(careful)
  careful.write(headFor('expect: 100-continue\r\ncontent-length: 2\r\nconnection: close\r\n'))
  await eventually(() => careful.bytesRead > 0, '100 Continue')
  careful.write('{}')
  expect(await both).toMatch(/^HTTP\/1\.1 100 Continue\r\n\r\nHTTP\/1\.1 400 /)
})

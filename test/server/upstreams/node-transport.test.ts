import { once } from 'node:events'
import { createServer } from 'node:net'
import { afterEach, expect, test } from 'vitest'
import { nodeTransport } from '../../../src/server/upstreams/http/node-transport.ts'

const closing: (() => void)[] = []
afterEach(() => {
  for (const close of closing.splice(0)) close()
})

/** The head of a request as it goes over the wire. */
async function headOf(headers: Record<string, string>, login = '', body?: string): Promise<string[]> {
  const seen = Promise.withResolvers<string>()
  const server = createServer((socket) => {
    socket.on('error', () => undefined)
    socket.once('data', (bytes: Buffer) => {
      seen.resolve(bytes.toString())
      socket.end('HTTP/1.1 200 OK\r\ncontent-length: 0\r\n\r\n')
    })
  }).listen(0, '127.0.0.1')
  await once(server, 'listening')
  const transport = nodeTransport()
  closing.push(
    () => server.close(),
    () => transport.close?.(),
  )
  const address = server.address()
  const port = typeof address === 'object' && address !== null ? address.port : 0
  const { signal } = new AbortController()
  const url = `http://${login}127.0.0.1:${port}/v1/x`
  const reply = await transport.send({ method: 'POST', url, headers, body, signal, connectTimeout: 1_000 })
  reply.body.cancel(null)
  const [head = ''] = (await seen.promise).split('\r\n\r\n')
  return head.toLowerCase().replaceAll(String(port), 'PORT').split('\r\n')
}

const basic = (text: string) => `authorization: basic ${Buffer.from(text).toString('base64')}`.toLowerCase()

const count = (head: readonly string[], name: string) => head.filter((line) => line.startsWith(`${name}:`)).length

test('each header is sent once, the operator’s own before ours', async () => {
  const head = await headOf(
    { Host: 'models.internal', Authorization: 'Bearer mine', 'Content-Type': 'x/y' },
    'a:b@',
    '{}',
  )
  expect(head).toEqual(
    expect.arrayContaining([
      'host: models.internal',
      'authorization: bearer mine',
      'content-type: x/y',
      'content-length: 2',
    ]),
  )
  for (const name of ['host', 'authorization', 'content-type', 'content-length']) expect(count(head, name)).toBe(1)
})

test('an address may hold a user and a password, or one of them', async () => {
  expect(await headOf({}, 'me:secret@')).toEqual(expect.arrayContaining(['host: 127.0.0.1:PORT', basic('me:secret')]))
  expect(await headOf({}, ':secret@')).toContain(basic(':secret'))
  expect(await headOf({}, 'me@')).toContain(basic('me:'))
})

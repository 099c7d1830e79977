import { once } from 'node:events'
import { createServer, type IncomingMessage, request, type ServerResponse } from 'node:http'
import { expect, test } from 'vitest'
import { NodeBody } from '../../../src/server/upstreams/http/node-body.ts'
import type { BodyReader, ReplyBody } from '../../../src/server/upstreams/http/transport.ts'

/** The body of a server's reply. */
async function replied(answer: (response: ServerResponse) => void) {
  const server = createServer((_request, response) => answer(response)).listen(0, '127.0.0.1')
  await once(server, 'listening')
  const address = server.address()
  const port = typeof address === 'object' && address !== null ? address.port : 0
  const sent = request({ host: '127.0.0.1', port }).end()
  sent.on('error', () => undefined)
  const [reply]: IncomingMessage[] = await once(sent, 'response')
  return {
    reply: reply!,
    body: new NodeBody(reply!),
    [Symbol.asyncDispose]: async () => {
      server.closeAllConnections()
      server.close()
      await once(server, 'close')
    },
  }
}

/** Reads a body to its end; gives the pieces. */
function pieces(body: ReplyBody, answer: (text: string) => ReturnType<BodyReader['take']> = () => null) {
  const taken: string[] = []
  const { promise, resolve, reject } = Promise.withResolvers<void>()
  let calls = 0
  body.read({
    take(bytes) {
      taken.push(Buffer.from(bytes).toString())
      return answer(taken.at(-1)!)
    },
    end: () => (calls++, resolve()),
    fail: (reason) => (calls++, reject(reason)),
  })
  promise.catch(() => undefined)
  return { taken, over: promise, calls: () => calls }
}

const later = (milliseconds: number) => new Promise<void>((resolve) => setTimeout(resolve, milliseconds))

test('everything comes, in order, and then the end', async () => {
  await using exchange = await replied((response) => {
    response.write('one ')
    setTimeout(() => response.end('two'), 5)
  })
  const { taken, over } = pieces(exchange.body)
  await over
  expect(taken).toEqual(['one ', 'two'])
})

test('what came before anybody read is given at once', async () => {
  await using exchange = await replied((response) => {
    for (const word of ['a', 'b', 'c']) response.write(word)
    response.end()
  })
  await once(exchange.reply, 'end')
  const { taken, over } = pieces(exchange.body)
  await over
  expect(taken).toEqual(['abc'])
})

test('more than fits comes whole all the same: the upstream waits', async () => {
  const size = 8 * 1024 * 1024
  await using exchange = await replied((response) => response.end(Buffer.alloc(size, 'x')))
  await later(50)
  expect(exchange.reply.isPaused()).toBe(true)
  const { taken, over } = pieces(exchange.body)
  await over
  expect(taken.join('')).toHaveLength(size)
})

test('a reader that asks for time is left alone until it has had it', async () => {
  await using exchange = await replied((response) => {
    response.write('one')
    setTimeout(() => response.end('two'), 5)
  })
  const { promise, resolve } = Promise.withResolvers<void>()
  const { taken, over } = pieces(exchange.body, (text) => (text === 'one' ? promise : null))
  await later(30)
  expect(taken).toEqual(['one'])
  resolve()
  await over
  expect(taken).toEqual(['one', 'two'])
})

test('a reply that breaks off fails, after what had come', async () => {
  await using exchange = await replied((response) => {
    response.write('one')
    setTimeout(() => response.destroy(), 5)
  })
  const { taken, over, calls } = pieces(exchange.body)
  await expect(over).rejects.toThrow('aborted')
  expect(taken).toEqual(['one'])
  expect(calls()).toBe(1)
})

test('a reader that waits gets the reason of a cancellation', async () => {
  await using exchange = await replied((response) => response.flushHeaders())
  const { over } = pieces(exchange.body)
  exchange.body.cancel(new Error('enough'))
  await expect(over).rejects.toThrow('enough')
})

test('a cancellation just after the last byte is nobody’s error', async () => {
  await using exchange = await replied((response) => response.end('all'))
  const { over, calls } = pieces(exchange.body)
  await over
  exchange.body.cancel(new Error('too late'))
  await later(20)
  expect(calls()).toBe(1)
})

test('whoever has had enough closes the connection, and hears nothing more', async () => {
  await using exchange = await replied((response) => response.write('one'))
  const { calls } = pieces(exchange.body, () => 'enough')
  await once(exchange.reply, 'close')
  await later(5)
  expect(calls()).toBe(0)
})

test.for([
  [
    'throws',
    () => {
      throw new Error('too large')
    },
  ],
  ['is rejected', () => Promise.reject(new Error('too large'))],
] as const)('a reader that %s fails with that, and the connection is closed', async ([, answer]) => {
  await using exchange = await replied((response) => response.write('one'))
  const { over } = pieces(exchange.body, answer)
  await expect(over).rejects.toThrow('too large')
  await once(exchange.reply, 'close')
})

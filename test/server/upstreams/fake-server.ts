import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo, Socket } from 'node:net'
import { onTestFinished } from 'vitest'

/** A request that a fake upstream got. */
export interface Seen {
  path: string
  headers: IncomingMessage['headers']
  /** Parsed. */
  body: unknown
}

/** An upstream that a test plays. */
export interface FakeServer {
  url: string
  seen: Seen[]
  /** Connections that were opened so far. */
  connections: number
  /** Resolves when the client has hung up on an answer that was not over. */
  hungUp: Promise<number>
}

/** Answers the n-th request (from 0). */
export type Answer = (reply: ServerResponse, nth: number, seen: Seen) => void | Promise<void>

/** Starts a server for one test on a free port of this machine. */
export async function fakeServer(answer: Answer): Promise<FakeServer> {
  const sockets = new Set<Socket>()
  const { promise: hungUp, resolve: tellHungUp } = Promise.withResolvers<number>()
  const fake: FakeServer = { url: '', seen: [], connections: 0, hungUp }
  const server = createServer(async (request, reply) => {
    const pieces: Uint8Array[] = []
    for await (const piece of request) pieces.push(piece)
    const text = Buffer.concat(pieces).toString()
    const seen = { path: request.url ?? '', headers: request.headers, body: text === '' ? null : JSON.parse(text) }
    fake.seen.push(seen)
    reply.on('close', () => {
      if (!reply.writableFinished) tellHungUp(performance.now())
    })
    await answer(reply, fake.seen.length - 1, seen)
  })
  server.on('connection', (socket) => {
    fake.connections += 1
    sockets.add(socket)
    socket.on('close', () => sockets.delete(socket))
  })
  await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening))
  const { port } = server.address() as AddressInfo
  fake.url = `http://127.0.0.1:${port}`
  onTestFinished(() => {
    for (const socket of sockets) socket.destroy()
    server.close()
  })
  return fake
}

/** Sends values as server-sent events, one write each, and ends. */
export async function sendEvents(reply: ServerResponse, values: readonly unknown[], done = true): Promise<void> {
  reply.writeHead(200, { 'content-type': 'text/event-stream' })
  for (const value of values) {
    reply.write(typeof value === 'string' ? value : `data: ${JSON.stringify(value)}\n\n`)
    await new Promise((next) => setImmediate(next))
  }
  reply.end(done ? 'data: [DONE]\n\n' : '')
}

/** Refuses with a JSON body. */
export function refuse(
  reply: ServerResponse,
  status: number,
  body: unknown,
  headers: Record<string, string> = {},
): void {
  reply.writeHead(status, { 'content-type': 'application/json', ...headers })
  reply.end(typeof body === 'string' ? body : JSON.stringify(body))
}

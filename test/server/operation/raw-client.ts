import { once } from 'node:events'
import { connect, type Socket } from 'node:net'
import type { Server } from '../post.ts'

/** A connection that a test does with what it wants. */
export async function rawConnection({ url }: Server): Promise<Socket> {
  const { hostname, port } = new URL(url)
  const socket = connect(Number(port), hostname)
  // Servers may cut it at any time, which is what most of the tests are about.
  socket.on('error', () => undefined)
  await once(socket, 'connect')
  return socket
}

/** What comes on a connection until it is closed. */
export async function answerOn(socket: Socket): Promise<string> {
  let text = ''
  socket.setEncoding('latin1').on('data', (piece: string) => (text += piece))
  // `once` would reject where the connection is reset.
  if (!socket.closed) await new Promise((resolve) => socket.on('close', resolve))
  return text
}

/** The head of a request for a response. */
export function headFor(more: string): string {
  return `POST /v1/responses HTTP/1.1\r\nhost: x\r\ncontent-type: application/json\r\n${more}\r\n`
}

/** A whole request. */
export function requestFor(body: object): string {
  const json = JSON.stringify(body)
  return headFor(`content-length: ${Buffer.byteLength(json)}\r\n`) + json
}

/**
 * Opens connections and drops them: at once, in the head, in the body, after the request, and in the stream.
 *
 * @param atOnce how many of them are open together
 */
export async function dropConnections(server: Server, count: number, atOnce: number): Promise<void> {
  const whole = requestFor({ model: 'm', input: 'Hello', stream: true })
  const said = ['', whole.slice(0, 20), headFor('content-length: 100\r\n'), whole.slice(0, -5), whole, whole]
  let left = count
  const worker = async () => {
    while (left > 0) {
      left -= 1
      const kind = left % said.length
      const socket = await rawConnection(server)
      socket.write(said[kind] ?? '')
      if (kind === said.length - 1) await new Promise((resolve) => socket.once('data', resolve).once('close', resolve))
      if (left % 2 === 0) socket.resetAndDestroy()
      else socket.destroy()
    }
  }
  await Promise.all(Array.from({ length: atOnce }, worker))
}

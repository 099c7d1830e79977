import { type ClientRequest, type IncomingMessage, STATUS_CODES } from 'node:http'
import type { Duplex } from 'node:stream'
import { endToEnd, pairs } from './headers.ts'
import type { Target } from './target.ts'

/** A connection that changes its protocol (a WebSocket) is passed on as it is; nothing in it is looked at. */
export function tunnel(target: Target, request: IncomingMessage, socket: Duplex, head: Uint8Array): void {
  const upstream = open(target, request)
  if (upstream === null) {
    socket.destroy()
    return
  }
  const give = () => {
    upstream.destroy()
    socket.destroy()
  }
  socket.on('error', give).on('close', () => upstream.destroy())
  upstream.on('error', give)
  upstream.on('upgrade', (answer, other, first) => {
    socket.write(headOf(answer, answer.rawHeaders))
    if (first.length > 0) socket.write(first)
    if (head.length > 0) other.write(head)
    other.on('error', give).on('close', () => socket.destroy())
    socket.on('close', () => other.destroy())
    other.pipe(socket)
    socket.pipe(other)
  })
  // Refused: an answer like any other.
  upstream.on('response', (answer) => {
    socket.write(headOf(answer, [...endToEnd(answer.rawHeaders), 'Connection', 'close']))
    answer.on('error', give)
    answer.pipe(socket)
  })
  upstream.end()
}

function open(
  target: Target,
  { method = 'GET', url = '/', headers, rawHeaders }: IncomingMessage,
): ClientRequest | null {
  const passed = pairs(endToEnd(rawHeaders)).filter(([name]) => name.toLowerCase() !== 'host')
  const own = ['Host', target.host, 'Connection', 'Upgrade', 'Upgrade', headers.upgrade ?? '']
  try {
    return target.request({ method, path: target.pathOf(url), headers: [...own, ...passed.flat()] })
  } catch {
    // Node refuses to send what it let in: a character that no header may have.
    return null
  }
}

function headOf({ statusCode = 502, statusMessage }: IncomingMessage, raw: readonly string[]): string {
  const reason = statusMessage ?? STATUS_CODES[statusCode] ?? ''
  const lines = pairs(raw).map(([name, value]) => `${name}: ${value}\r\n`)
  return `HTTP/1.1 ${statusCode} ${reason}\r\n${lines.join('')}\r\n`
}

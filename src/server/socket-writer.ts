import type { ServerResponse } from 'node:http'
import { Socket } from 'node:net'
import type { StreamedBody, WriteText } from './http.ts'

/**
 * Writes a body to a client, waiting where it takes no more.
 *
 * HTTP's chunks are made here, one text for each, and go straight to the socket. Node's `response.write` makes four pieces
 * of each chunk, and puts them into a list that was made when the one before was written: by then it is old, and what an
 * old list held is freed with a major collection only. That was 1.3 kB for each event of a slow stream.
 */
export class SocketWriter {
  readonly #response: ServerResponse
  /** Where chunks go; null where they are Node's affair: HTTP/2, HTTP/1.0, pipelined answers, a test's `inject`. */
  readonly #socket: Socket | null
  #isBegun = false

  /** @param response its head is written, but not sent yet */
  constructor(response: ServerResponse) {
    this.#response = response
    this.#socket = response.chunkedEncoding && response.socket instanceof Socket ? response.socket : null
    // The head says "chunked" already; from here on it only says who makes the chunks.
    if (this.#socket !== null) response.chunkedEncoding = false
  }

  /** Resolves when all is written, or the connection broke. */
  pipe(body: StreamedBody): Promise<void> {
    // Node sends the head with the first bytes; who resumes a stream at its end would not even know that it was found.
    setImmediate(() => {
      if (!this.#isBegun && !this.#response.destroyed) this.#response.flushHeaders()
    })
    return piped(body, this.#write).then(
      () => void this.#response.end(this.#socket === null ? undefined : lastChunk),
      // A stream that can't be finished must not look as if it were.
      () => void this.#response.destroy(),
    )
  }

  readonly #write = (text: string): void | Promise<void> => {
    if (this.#response.destroyed) throw gone()
    // An empty chunk would be the last one.
    if (text === '') return undefined
    const out = this.#socket ?? this.#response
    if (this.#send(text)) return undefined
    return new Promise((resolve, reject) => {
      const settle = () => {
        out.off('drain', settle)
        out.off('close', settle)
        if (this.#response.destroyed) reject(gone())
        else resolve()
      }
      out.once('drain', settle)
      out.once('close', settle)
    })
  }

  /** Gives false where it is to be waited. */
  #send(text: string): boolean {
    const isFirst = !this.#isBegun
    this.#isBegun = true
    const socket = this.#socket
    if (socket === null) return this.#response.write(text)
    if (!isFirst) return socket.write(chunkOf(text))
    // Together, but the head as a text of its own: put before the chunk, Node would keep it in the fifty pieces it is made of.
    socket.cork()
    this.#response.flushHeaders()
    const hasRoom = socket.write(chunkOf(text))
    socket.uncork()
    return hasRoom
  }
}

/** A body that throws at once has broken off too. */
function piped(body: StreamedBody, write: WriteText): Promise<void> {
  try {
    return body.pipe(write)
  } catch (error) {
    return Promise.reject(error)
  }
}

const lastChunk = '0\r\n\r\n'

function chunkOf(text: string): string {
  return `${Buffer.byteLength(text).toString(16)}\r\n${text}\r\n`
}

function gone(): Error {
  return new Error('The client has closed the connection.')
}

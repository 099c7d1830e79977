import type { ServerResponse } from 'node:http'
import type { StreamedBody } from './http.ts'

/**
 * Writes a body to a socket; resolves when it is over, also where the connection broke. A socket that takes no more is
 * waited for.
 */
export class SocketWriter {
  readonly #response: ServerResponse
  /** HTTP's chunks are made here: Node writes each in four pieces, which takes half as long again as one. */
  readonly #isChunked: boolean
  #isBegun = false

  /** @param response its head is written, but not sent yet */
  constructor(response: ServerResponse) {
    this.#response = response
    this.#isChunked = response.chunkedEncoding
    response.chunkedEncoding = false
  }

  pipe(body: StreamedBody): Promise<void> {
    // Node sends the head with the first bytes; who resumes a stream at its end would not even know that it was found.
    setImmediate(() => {
      if (!this.#isBegun && !this.#response.destroyed) this.#response.flushHeaders()
    })
    return body.pipe(this.#write).then(
      () => void this.#response.end(this.#isChunked ? '0\r\n\r\n' : undefined),
      // A stream that can't be finished must not look as if it were.
      () => void this.#response.destroy(),
    )
  }

  readonly #write = (text: string): void | Promise<void> => {
    if (this.#response.destroyed) throw gone()
    const chunk = this.#isChunked ? chunkOf(text) : text
    const hasRoom = this.#isBegun ? this.#response.write(chunk) : this.#writeFirst(chunk)
    return hasRoom ? undefined : this.#drained()
  }

  /** With the head, but as a text of its own: put before the chunk, Node would keep it in the fifty pieces it is made of. */
  #writeFirst(chunk: string): boolean {
    this.#isBegun = true
    const response = this.#response
    response.cork()
    response.flushHeaders()
    const hasRoom = response.write(chunk)
    response.uncork()
    return hasRoom
  }

  #drained(): Promise<void> {
    const response = this.#response
    return new Promise((resolve, reject) => {
      const settle = () => {
        response.off('drain', settle)
        response.off('close', settle)
        if (response.destroyed) reject(gone())
        else resolve()
      }
      response.once('drain', settle)
      response.once('close', settle)
    })
  }
}

function chunkOf(text: string): string {
  return `${Buffer.byteLength(text).toString(16)}\r\n${text}\r\n`
}

function gone(): Error {
  return new Error('The client has closed the connection.')
}

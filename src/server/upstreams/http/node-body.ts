import type { IncomingMessage } from 'node:http'
import type { BodyReader, ReplyBody } from './transport.ts'

/** More untaken bytes than this, and the upstream has to wait. */
const most = 256 * 1024

const atOnce = Promise.resolve()

/**
 * The body of a reply of Node's HTTP client. Hands over all that one read of the network has brought in one piece: each
 * chunk of HTTP's own is a `data` event, and a model's chunk is seldom more. A stream's own iterator gives the same for
 * three times the work.
 */
export class NodeBody implements ReplyBody {
  readonly #reply: IncomingMessage
  #reader: BodyReader | null = null
  /** What came; null where nothing has. An empty list that waits grows old, and what it then takes is not freed soon. */
  #pieces: Buffer[] | null = null
  #length = 0
  /** Somebody will look at what came: at the end of this read, or when the reader takes more. */
  #isDue = false
  /** Nothing more comes: whole, or for a reason. */
  #end: { reason: unknown } | 'whole' | null = null

  constructor(reply: IncomingMessage) {
    this.#reply = reply
    reply.on('data', (piece: Buffer) => {
      if (this.#end !== null) return
      if (this.#pieces === null) this.#pieces = [piece]
      else this.#pieces.push(piece)
      this.#length += piece.length
      if (this.#length > most) reply.pause()
      this.#due()
    })
    reply.on('end', () => this.#ends('whole'))
    // An error that nobody hears would end the process; the reason is told by `close`, which follows it.
    reply.on('error', ignore)
    reply.on('close', () => this.#ends({ reason: reply.errored ?? new Error('the connection was closed') }))
  }

  read(reader: BodyReader): void {
    this.#reader = reader
    this.#due()
  }

  cancel(reason: unknown): void {
    this.#pieces = null
    this.#length = 0
    this.#ends({ reason })
    // Without an error: the socket, which may be idle by now, would throw it at nobody.
    this.#reply.destroy()
  }

  #ends(end: { reason: unknown } | 'whole'): void {
    if (this.#end !== null) return
    this.#end = end
    this.#due()
  }

  #due(): void {
    if (this.#isDue || this.#reader === null) return
    this.#isDue = true
    void atOnce.then(this.#look)
  }

  readonly #look = (): void => {
    this.#isDue = false
    const reader = this.#reader
    if (reader === null) return
    const pieces = this.#pieces
    const taken = pieces === null ? null : this.#taken(reader, pieces)
    if (taken === 'enough') this.#leave()
    else if (taken !== null) this.#wait(taken)
    else if (this.#end !== null) {
      this.#reader = null
      if (this.#end === 'whole') reader.end()
      else reader.fail(this.#end.reason)
    }
  }

  #taken(reader: BodyReader, pieces: Buffer[]): Promise<void> | 'enough' | null {
    const [first] = pieces
    this.#pieces = null
    if (this.#length > most) this.#reply.resume()
    this.#length = 0
    try {
      return reader.take(pieces.length === 1 && first !== undefined ? first : Buffer.concat(pieces))
    } catch (error) {
      this.cancel(error)
      return null
    }
  }

  #wait(taken: Promise<void>): void {
    this.#isDue = true
    taken.then(this.#look, (error: unknown) => {
      this.cancel(error)
      this.#look()
    })
  }

  /** A connection whose reply was not read to its end is of no more use. */
  #leave(): void {
    this.#reader = null
    if (this.#end !== 'whole') this.cancel(null)
  }
}

function ignore(): void {}

import { CoalescingWriter } from '../../runtime/coalescing-writer.ts'
import { commentFrame } from '../../wire/frame.ts'
import type { WriteText } from '../http.ts'
import type { WhyLeft } from '../observer.ts'
import type { Beaten } from '../heartbeat.ts'
import { piecesOf } from './pieces.ts'
import { atTickEnd } from '../ticks.ts'

/** So much is written at once. */
const pieceLength = 256 * 1024

/** How a reader is served. */
export interface ReaderOptions {
  /** The first event that it wants, by `sequence_number`. */
  from: number
  /** How much text may wait for it when more is said; the last piece counts no more than it has to. */
  limit: number
  /** Milliseconds for which it may take nothing of what waits for it, where it is waited for: it is too much, or the end. */
  drainTimeout: number
}

/** One client that reads a stream of frames, at its own pace. */
export class Reader implements Beaten {
  /** Called once, when it stops reading before the end. */
  onLeave: (why: WhyLeft) => void = () => undefined
  readonly from: number
  readonly #write: WriteText
  readonly #writer: CoalescingWriter
  readonly #over = Promise.withResolvers<void>()
  /** What was said while it still reads what was said before it came; null where it is up to date. */
  #held: string | null = null
  readonly #limit: number
  readonly #drainTimeout: number
  /** How much of what it was given waits for it. */
  #waiting = 0
  /** How many pieces it has begun to take. */
  #writes = 0
  #isEnding = false
  #isOver = false
  #hasRead = false
  #beats = 0

  constructor(write: WriteText, { from, limit, drainTimeout }: ReaderOptions) {
    this.from = from
    this.#limit = limit
    this.#drainTimeout = drainTimeout
    this.#write = write
    const counted = (text: string) => {
      this.#waiting -= text.length
      this.#writes += 1
      return text.length > pieceLength ? this.#inPieces(text) : write(text)
    }
    this.#writer = new CoalescingWriter({ write: counted, limit: Infinity, schedule: atTickEnd })
  }

  /** Resolves when everything was written after `end`; rejects where the reader left before. */
  get over(): Promise<void> {
    return this.#over.promise
  }

  get isOver(): boolean {
    return this.#isOver
  }

  get isFull(): boolean {
    return this.#writer.isFull
  }

  /** Kept once nothing waits any more, also where it left. A client that takes nothing of it for long is given up. */
  async drained(): Promise<void> {
    let before = this.#writes
    const timer = setInterval(() => {
      if (this.#writes === before) this.leave('too-slow')
      before = this.#writes
    }, this.#drainTimeout)
    try {
      await Promise.race([this.#writer.drained(), this.#over.promise])
    } catch (error) {
      this.#left(error)
    } finally {
      clearInterval(timer)
    }
  }

  /**
   * Takes consecutive frames as they are said.
   *
   * @param first the first one's `sequence_number`
   * @param text all of them in one
   */
  take(frames: readonly string[], first: number, text: string): void {
    if (this.#isOver || first + frames.length <= this.from) return
    const wanted = first >= this.from ? text : frames.slice(this.from - first).join('')
    // A piece may be as large as the whole response (the last one is), so that only what waits before it counts.
    if (this.#waiting + (this.#held?.length ?? 0) > this.#limit) this.leave('too-slow')
    else if (this.#held === null) this.#push(wanted)
    else this.#held += wanted
  }

  /** From here on what is said is held back, until `release`. */
  hold(): void {
    this.#held = ''
  }

  /** Takes what was said before it came. */
  replay(text: string): void {
    if (!this.#isOver) this.#push(text)
  }

  /** It has read what was said before it came. */
  release(): void {
    const held = this.#held ?? ''
    this.#held = null
    if (!this.#isOver && held !== '') this.#push(held)
    if (this.#isEnding) this.#finish()
  }

  /** Nothing more will be said. */
  end(): void {
    this.#isEnding = true
    if (this.#held === null) this.#finish()
  }

  /** It is not served any more. */
  leave(why: WhyLeft = 'gone', error: unknown = new Error('The reader has left.')): void {
    if (this.#isOver) return
    this.#isOver = true
    this.#held = null
    this.#over.reject(error)
    this.onLeave(why)
  }

  beat(): void {
    this.#beats += 1
    // Never before the first event: proxies and clients take the first bytes for the stream's beginning.
    if (this.#beats < 3 || !this.#hasRead || this.#isOver || this.isFull) return
    this.#push(commentFrame('keep-alive'))
    this.#beats = 1
  }

  #push(text: string): void {
    this.#hasRead = true
    this.#beats = 0
    this.#waiting += text.length
    try {
      this.#writer.push(text)
    } catch (error) {
      this.#left(error)
    }
  }

  /** Much at once, as the end of a long response is: who reads it slowly, but reads, is to be told from who does not. */
  async #inPieces(text: string): Promise<void> {
    for (const piece of piecesOf(text, pieceLength)) {
      if (this.#isOver) return
      await this.#write(piece)
      this.#writes += 1
    }
  }

  #finish(): void {
    if (this.#isOver) return
    void this.drained().then(() => {
      this.#isOver = true
      this.#over.resolve()
    })
  }

  #left(error: unknown): void {
    this.leave('gone', error)
  }
}

import { CoalescingWriter } from '../../runtime/coalescing-writer.ts'
import { commentFrame } from '../../wire/frame.ts'
import type { WriteText } from '../http.ts'
import type { Beaten } from './heartbeat.ts'
import { atTickEnd } from './ticks.ts'

/** How a reader is served. */
export interface ReaderOptions {
  /** The first event that it wants, by `sequence_number`. */
  from: number
  /** How much text may wait for it when more is said; the last piece counts no more than it has to. */
  limit: number
}

/** One client that reads a stream of frames, at its own pace. */
export class Reader implements Beaten {
  /** Called once, when it stops reading before the end; `too-slow` where it was given up. */
  onLeave: (why: 'gone' | 'too-slow') => void = () => undefined
  readonly from: number
  readonly #writer: CoalescingWriter
  readonly #over = Promise.withResolvers<void>()
  /** What was said while it still reads what was said before it came; null where it is up to date. */
  #held: string | null = null
  readonly #limit: number
  /** How much of what it was given waits for it. */
  #waiting = 0
  #isEnding = false
  #isOver = false
  #hasRead = false
  #beats = 0

  constructor(write: WriteText, { from, limit }: ReaderOptions) {
    this.from = from
    this.#limit = limit
    const counted = (text: string) => {
      this.#waiting -= text.length
      return write(text)
    }
    this.#writer = new CoalescingWriter({ write: counted, limit: Infinity, schedule: atTickEnd })
    // Whoever pipes hears of it; a reader that leaves is nobody else's failure.
    this.#over.promise.catch(() => undefined)
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

  /** Kept once nothing waits any more, also where it left. */
  drained(): Promise<void> {
    return this.#writer.drained().catch((error: unknown) => this.#left(error))
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
  leave(why: 'gone' | 'too-slow' = 'gone', error: unknown = new Error('The reader has left.')): void {
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

  #finish(): void {
    if (this.#isOver) return
    this.#writer.drained().then(
      () => {
        this.#isOver = true
        this.#over.resolve()
      },
      (error: unknown) => this.#left(error),
    )
  }

  #left(error: unknown): void {
    this.leave('gone', error)
  }
}

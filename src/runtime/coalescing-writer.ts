import { CounterpointError } from '../wire/error.ts'

/** Where a writer's text goes. */
export interface WriterOptions {
  /** Takes the text of one tick. A promise says that the reader is slow; nothing more is written until it is kept. */
  write: (text: string) => void | Promise<void>
  /** Runs the flush at the end of the tick; `queueMicrotask` by default, `setImmediate` gathers more on Node. */
  schedule?: (flush: () => void) => void
  /** How much unwritten text makes the writer full, in UTF-16 units; 256 Ki by default. */
  highWater?: number
  /** How much unwritten text it takes at the most before the reader counts as gone; 16 Mi by default. */
  limit?: number
}

/**
 * Gathers the frames of one tick into one write: a socket write costs a hundred times what a frame does. The first
 * frame of a stream is never delayed. Order is kept, a slow reader is waited for, and one that has stopped reading is
 * given up once `limit` is reached.
 */
export class CoalescingWriter {
  readonly #write: WriterOptions['write']
  readonly #schedule: (flush: () => void) => void
  readonly #highWater: number
  readonly #limit: number
  #waiting = ''
  #isScheduled = false
  #isFirst = true
  #writing: Promise<void> | null = null
  #failure: unknown = null
  #drained: PromiseWithResolvers<void> | null = null

  constructor({ write, schedule = queueMicrotask, highWater = 256 * 1024, limit = 16 * 1024 * 1024 }: WriterOptions) {
    this.#write = write
    this.#schedule = schedule
    this.#highWater = highWater
    this.#limit = limit
  }

  /**
   * Takes a whole frame.
   *
   * @throws CounterpointError `writer/reader-stopped` where the limit is passed; what `write` threw before
   */
  push(frame: string): void {
    if (this.#failure !== null) throw this.#failure
    this.#waiting += frame
    // Only what a reader leaves unread counts against it: a tick that says much is written before it ends.
    if (this.#writing === null && this.#waiting.length > this.#highWater) {
      this.#flush()
      return
    }
    if (this.#waiting.length > this.#limit) {
      this.#fail(new CounterpointError('writer/reader-stopped', stopped(this.#limit)))
      throw this.#failure
    }
    if (this.#writing !== null || this.#isScheduled) return
    if (this.#isFirst) {
      this.#isFirst = false
      this.#flush()
      return
    }
    this.#isScheduled = true
    // Called without a `this`: Workers and browsers refuse `queueMicrotask` and `setImmediate` as methods of others.
    const schedule = this.#schedule
    schedule(() => {
      this.#isScheduled = false
      if (this.#writing === null) this.#flush()
    })
  }

  /** More than the high-water mark waits: the producer should pause until `drained`. */
  get isFull(): boolean {
    return this.#waiting.length > this.#highWater
  }

  /** Kept once nothing waits any more. Rejected with what `write` threw. */
  drained(): Promise<void> {
    if (this.#failure !== null) return Promise.reject(this.#failure)
    if (this.#waiting === '' && this.#writing === null) return Promise.resolve()
    this.#drained ??= Promise.withResolvers()
    return this.#drained.promise
  }

  #flush(): void {
    if (this.#waiting === '' || this.#failure !== null) return
    const text = this.#waiting
    this.#waiting = ''
    try {
      const writing = this.#write(text)
      if (writing === undefined) this.#settle()
      else this.#wait(writing)
    } catch (error) {
      this.#fail(error)
    }
  }

  #wait(writing: Promise<void>): void {
    this.#writing = writing
    writing.then(
      () => {
        this.#writing = null
        if (this.#waiting === '') this.#settle()
        else this.#flush()
      },
      (error: unknown) => this.#fail(error),
    )
  }

  #settle(): void {
    if (this.#waiting !== '') return
    this.#drained?.resolve()
    this.#drained = null
  }

  #fail(error: unknown): void {
    this.#failure = error
    this.#waiting = ''
    this.#writing = null
    this.#drained?.reject(error)
    this.#drained = null
  }
}

function stopped(limit: number): string {
  return `The reader took nothing while ${limit} characters were waiting for it; the stream to it is given up.`
}

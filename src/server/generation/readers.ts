import type { Settings } from '../options.ts'
import { loggedFrames } from './logged-frames.ts'
import type { Heartbeat } from '../heartbeat.ts'
import type { Reader } from './reader.ts'
import { nextTick } from '../ticks.ts'

/** What readers need of the response that they read. */
export interface Readable {
  readonly id: string
  readonly isBackground: boolean
  /** Nobody waits for the response any more, and it is none that goes on without a client. */
  cancel(): void
  /** Resolves when everything that was said is in the log. */
  flushed(): Promise<void>
}

/** Who reads a running response: any number, each at its own pace. */
export class Readers {
  readonly #response: Readable
  readonly #settings: Settings
  readonly #heartbeat: Heartbeat
  /** A list: there is seldom more than one. */
  #all: Reader[] = []
  #waiting = 0
  #next = 0
  /** What goes on when the slow reader has read, or isn't the only one any more. */
  #paused: PromiseWithResolvers<void> | null = null

  constructor(response: Readable, settings: Settings, heartbeat: Heartbeat) {
    this.#response = response
    this.#settings = settings
    this.#heartbeat = heartbeat
  }

  /** How many events were given to the readers: the next one's `sequence_number`. */
  get next(): number {
    return this.#next
  }

  /**
   * Somebody waits for the response, until `release`. Once nobody does any more it is cancelled, but for one that runs in
   * the background.
   */
  hold(): void {
    this.#waiting += 1
  }

  /** Somebody who held it does not wait any more. */
  release(): void {
    this.#waiting -= 1
    if (this.#waiting === 0 && !this.#response.isBackground) this.#response.cancel()
  }

  /**
   * Serves a reader from now on; what it has missed comes from the log first.
   *
   * @returns null where it has missed nothing
   */
  add(reader: Reader): Promise<void> | null {
    this.hold()
    reader.onLeave = (why) => {
      this.#delete(reader)
      this.release()
      this.#settings.observer.readerLeft?.(this.#response.id, why)
    }
    this.#all = [...this.#all, reader]
    this.#heartbeat.add(reader)
    this.#paused?.resolve()
    return reader.from < this.#next ? this.#catchUp(reader) : null
  }

  /** Gives consecutive frames to all readers. */
  take(frames: readonly string[], text: string): void {
    const first = this.#next
    this.#next += frames.length
    for (const reader of this.#all) reader.take(frames, first, text)
  }

  /** Nothing more is said. */
  end(): void {
    for (const reader of this.#all) {
      reader.end()
      this.#delete(reader)
    }
  }

  /** What was said can't be stored: nobody gets an end that a later reader would not get too. */
  breakOff(error: unknown): void {
    for (const reader of this.#all) reader.leave('unstored', error)
  }

  /**
   * What the upstream has to wait for: a slow reader slows its own response, but none that others read, or that goes on
   * without it; there it only gets its turn. Null where nobody has to be waited for.
   */
  pressure(): Promise<void> | null {
    for (const reader of this.#all) {
      if (!reader.isFull) continue
      if (this.#all.length > 1 || this.#response.isBackground) return nextTick()
      const paused = Promise.withResolvers<void>()
      this.#paused = paused
      void reader.drained().then(paused.resolve)
      return paused.promise
    }
    return null
  }

  async #catchUp(reader: Reader): Promise<void> {
    try {
      await this.#replay(reader)
    } catch (error) {
      // Else it would hold on to the response, and gather what it never gets.
      reader.leave('unstored', error)
      throw error
    }
  }

  async #replay(reader: Reader): Promise<void> {
    const before = this.#next
    reader.hold()
    await this.#response.flushed()
    const missed = loggedFrames(this.#settings.store, this.#response.id, { from: reader.from, before })
    for await (const text of missed) {
      if (reader.isOver) return
      reader.replay(text)
      if (reader.isFull) await reader.drained()
    }
    reader.release()
  }

  #delete(reader: Reader): void {
    this.#all = this.#all.filter((each) => each !== reader)
    this.#heartbeat.delete(reader)
    this.#paused?.resolve()
  }
}

import type { Settings } from '../options.ts'
import { loggedFrames } from './logged-frames.ts'
import type { Heartbeat } from '../heartbeat.ts'
import type { Reader } from './reader.ts'
import { nextTick } from './ticks.ts'

/** What a response's readers need of it. */
export interface ReadersOptions {
  isBackground: boolean
  /** Nobody waits for the response any more, and it is none that goes on without a client. */
  onAbandoned: () => void
  /** Resolves when everything that was said is in the log. */
  flushed: () => Promise<void>
}

/** Who reads a running response: any number, each at its own pace. */
export class Readers {
  readonly #id: string
  readonly #settings: Settings
  readonly #heartbeat: Heartbeat
  readonly #options: ReadersOptions
  readonly #all = new Set<Reader>()
  #waiting = 0
  #next = 0
  /** What goes on when the slow reader has read, or isn't the only one any more. */
  #paused: PromiseWithResolvers<void> | null = null

  constructor(id: string, settings: Settings, heartbeat: Heartbeat, options: ReadersOptions) {
    this.#id = id
    this.#settings = settings
    this.#heartbeat = heartbeat
    this.#options = options
  }

  /** How many events were given to the readers: the next one's `sequence_number`. */
  get next(): number {
    return this.#next
  }

  /**
   * Somebody waits for the response, until the function that is given back is called. Once nobody does any more it is
   * abandoned, but for one that runs in the background.
   */
  hold(): () => void {
    this.#waiting += 1
    let isHeld = true
    return () => {
      if (!isHeld) return
      isHeld = false
      this.#waiting -= 1
      if (this.#waiting === 0 && !this.#options.isBackground) this.#options.onAbandoned()
    }
  }

  /** Serves a reader from now on; what it has missed comes from the log first. */
  async add(reader: Reader): Promise<void> {
    const release = this.hold()
    reader.onLeave = (why) => {
      this.#delete(reader)
      release()
      this.#settings.observer.readerLeft?.(this.#id, why)
    }
    this.#all.add(reader)
    this.#heartbeat.add(reader)
    this.#paused?.resolve()
    try {
      if (reader.from < this.#next) await this.#catchUp(reader)
    } catch (error) {
      // Else it would hold on to the response, and gather what it never gets.
      reader.leave('unstored', error)
      throw error
    }
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
      if (this.#all.size > 1 || this.#options.isBackground) return nextTick()
      const paused = Promise.withResolvers<void>()
      this.#paused = paused
      void reader.drained().then(paused.resolve)
      return paused.promise
    }
    return null
  }

  async #catchUp(reader: Reader): Promise<void> {
    const before = this.#next
    reader.hold()
    await this.#options.flushed()
    const missed = loggedFrames(this.#settings.store, this.#id, { from: reader.from, before })
    for await (const text of missed) {
      if (reader.isOver) return
      reader.replay(text)
      if (reader.isFull) await reader.drained()
    }
    reader.release()
  }

  #delete(reader: Reader): void {
    this.#all.delete(reader)
    this.#heartbeat.delete(reader)
    this.#paused?.resolve()
  }
}

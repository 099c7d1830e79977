import type { ResponseMachineInput } from '../../wire/input.ts'
import type { ObservedWarning } from '../observer.ts'
import { StoreError } from '../store/error.ts'
import { journalLine } from '../store/journal.ts'
import type { Ending, NewBatch, NewResponse } from '../store/record.ts'
import type { Store } from '../store/store.ts'

/** What a recorder needs beside its store. */
export interface RecorderOptions {
  /** Milliseconds until what was said is logged. */
  delay: number
  /** Somebody wants the response to stop: it was cancelled or deleted, by another process perhaps. */
  onStop: () => void
  onWarning: (warning: ObservedWarning) => void
}

/** So much text is logged at once, without waiting. */
const soon = 64 * 1024

/** How often a response that says nothing looks whether it was cancelled. */
const lookEvery = 2_000

/**
 * Writes a running response into the store: batches of frames with the inputs that caused them, one step after the
 * other. What it writes is taken between two inputs, so that frames and journal always tell the same story.
 */
export class Recorder {
  readonly #store: Store
  readonly #response: NewResponse
  readonly #options: RecorderOptions
  #first = 0
  #next = 0
  #text = ''
  #journal = ''
  #timer: ReturnType<typeof setTimeout> | undefined
  #steps: Promise<void> = Promise.resolve()
  /** Deleted, or ended by somebody else. */
  #isGone = false
  #isEnding = false

  constructor(store: Store, response: NewResponse, options: RecorderOptions) {
    this.#store = store
    this.#response = response
    this.#options = options
  }

  /** @throws StoreError */
  create(): Promise<void> {
    this.#wait(lookEvery)
    return this.#step(async () => {
      try {
        await this.#store.create(this.#response)
      } catch (error) {
        this.#isGone = true
        throw error
      }
    })
  }

  /** A queued response begins to run. */
  start(response: string): void {
    this.#inBackground(() => this.#store.start(this.#response.id, response))
  }

  /** What the machine is told. */
  input(input: ResponseMachineInput): void {
    this.#journal += journalLine(input)
  }

  /** What the machine has said. */
  frames(text: string, count: number): void {
    if (this.#isGone) return
    const isFirst = this.#next === this.#first
    this.#next += count
    if (this.#response.isLogged) this.#text += text
    if (this.#text.length > soon) void this.flush()
    else if (isFirst) this.#wait(this.#options.delay)
  }

  /** Resolves when everything that was said so far is in the store, or can't be written. */
  flush(): Promise<void> {
    this.#inBackground(() => this.#append())
    return this.#steps
  }

  /** Writes the end, with what was not logged yet. Resolves also where it can't be written: that is warned about. */
  async end(ending: Ending): Promise<void> {
    clearTimeout(this.#timer)
    this.#isEnding = true
    for (const delay of [0, 100, 1000]) {
      if (delay > 0) await new Promise((resolve) => setTimeout(resolve, delay))
      let isWritten = false
      this.#inBackground(async () => {
        const batch = this.#batch()
        await this.#store.end(this.#response.id, batch === null ? ending : { ...ending, batch })
        isWritten = true
      })
      await this.#steps
      if (isWritten || this.#isGone) return
    }
  }

  #wait(delay: number): void {
    if (this.#isEnding) return
    clearTimeout(this.#timer)
    this.#timer = setTimeout(() => void this.flush(), delay)
  }

  async #append(): Promise<void> {
    const { id } = this.#response
    const batch = this.#batch()
    if (batch === null) {
      if (await this.#store.isCancelRequested(id)) this.#options.onStop()
    } else {
      const { isCancelRequested } = await this.#store.append(id, batch)
      this.#taken(batch)
      if (isCancelRequested) this.#options.onStop()
    }
    if (this.#next === this.#first) this.#wait(lookEvery)
  }

  #batch(): NewBatch | null {
    if (this.#next === this.#first) return null
    return { first: this.#first, last: this.#next - 1, text: this.#text, journal: this.#journal }
  }

  /** Only once it is written: a write that failed is made again, with what was said meanwhile. */
  #taken(batch: NewBatch): void {
    this.#first = batch.last + 1
    this.#text = this.#text.slice(batch.text.length)
    this.#journal = this.#journal.slice(batch.journal?.length ?? 0)
    if (this.#next > this.#first) this.#wait(this.#options.delay)
  }

  #inBackground(step: () => Promise<unknown>): void {
    this.#step(step).catch((error: unknown) => this.#failed(error))
  }

  #step(step: () => Promise<unknown>): Promise<void> {
    const done = this.#steps.then(async () => {
      if (!this.#isGone) await step()
    })
    this.#steps = done.catch(() => undefined)
    return done
  }

  #failed(error: unknown): void {
    const code = error instanceof StoreError ? error.code : 'store/unusable'
    if (code === 'store/unknown' || code === 'store/ended' || code === 'store/closed') {
      if (!this.#isGone && !this.#isEnding) this.#options.onStop()
      this.#isGone = true
      return
    }
    this.#options.onWarning({ code, message: error instanceof Error ? error.message : String(error) })
    this.#wait(soonAgain)
  }
}

/** Milliseconds until a write that failed is made again. */
const soonAgain = 1_000

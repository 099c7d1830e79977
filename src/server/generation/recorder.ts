import type { ResponseMachineInput } from '../../wire/input.ts'
import type { ObservedWarning } from '../observer.ts'
import { StoreError, type StoreErrorCode } from '../store/error.ts'
import { journalLine } from '../store/journal.ts'
import type { Ending, NewBatch, NewResponse } from '../store/record.ts'
import type { Store } from '../store/store.ts'
import { atTickEnd } from '../ticks.ts'

/** What a recorder needs beside its store. */
export interface RecorderOptions {
  /** Milliseconds until what was said is logged, where it need not be in the log before it is sent. */
  delay: number
  /** Milliseconds for which the store may fail, until it is given up. */
  patience: number
  /** Takes frames that may be sent, where that has to wait for the log (`isAhead`). */
  onLogged: (said: readonly string[], text: string) => void
  /** Somebody wants the response to stop: it was cancelled or deleted, by another process perhaps. */
  onStop: () => void
  /** The response can't be stored any more. Not called once `end` is: that throws. */
  onLost: (error: unknown) => void
  onWarning: (warning: ObservedWarning) => void
}

/** So much text is logged at once, without waiting. */
const soon = 64 * 1024

/** So much text may wait for the log until the model has to wait too. */
const much = 4 * soon

/** How often a response that says nothing looks whether it was cancelled. */
const lookEvery = 2_000

/**
 * Writes a running response into the store: batches of frames with the inputs that caused them, one step after the
 * other. What it writes is taken between two inputs, so that frames and journal always tell the same story.
 */
export class Recorder {
  /**
   * Frames are sent only once they are logged. So it is where the log outlives the process: a client must not have
   * seen what a crash takes back, as the end that is made then comes under the same numbers.
   */
  readonly isAhead: boolean
  readonly #store: Store
  readonly #id: string
  readonly #isLogged: boolean
  /** What is to be created; not kept once it is. */
  #new: NewResponse | null
  readonly #options: RecorderOptions
  #first = 0
  #next = 0
  #text = ''
  #journal = ''
  /** The frames of `#text` one by one, where they wait for the log. */
  #said: string[] = []
  #timer: ReturnType<typeof setTimeout> | undefined
  #steps: Promise<void> = Promise.resolve()
  #failingSince: number | null = null
  /** Deleted, ended by somebody else, or not to be written any more. */
  #isGone = false
  #lost: unknown = null
  #isEnding = false

  constructor(store: Store, response: NewResponse, options: RecorderOptions) {
    this.isAhead = store.isDurable && response.isLogged
    this.#store = store
    this.#id = response.id
    this.#isLogged = response.isLogged
    this.#new = response
    this.#options = options
  }

  /** @throws StoreError */
  create(): Promise<void> {
    this.#wait(lookEvery)
    return this.#step(async () => {
      try {
        if (this.#new !== null) await this.#store.create(this.#new)
        this.#new = null
      } catch (error) {
        clearTimeout(this.#timer)
        this.#isGone = true
        throw error
      }
    })
  }

  /** A queued response begins to run. */
  start(response: string): void {
    this.#inBackground(() => this.#store.start(this.#id, response))
  }

  /** What the machine is told. */
  input(input: ResponseMachineInput): void {
    this.#journal += journalLine(input)
  }

  /** What the machine has said: frames, and all of them in one text. */
  frames(said: readonly string[], text: string): void {
    if (this.#isGone) {
      // Forgotten: there is no log any more that could tell something else.
      if (this.isAhead && this.#lost === null) this.#options.onLogged(said, text)
      return
    }
    const isFirst = this.#next === this.#first
    this.#next += said.length
    if (this.#isLogged) this.#text += text
    if (this.isAhead) for (const frame of said) this.#said.push(frame)
    if (!this.isAhead && this.#text.length > soon) void this.flush()
    else if (isFirst) this.#due()
  }

  /** What the model has to wait for, as more waits for the log than it should; else null. */
  pressure(): Promise<void> | null {
    return this.isAhead && this.#text.length > much ? this.flush() : null
  }

  /** Resolves when everything that was said so far is in the store, or can't be written. */
  flush(): Promise<void> {
    this.#inBackground(() => this.#append())
    return this.#steps
  }

  /**
   * Writes the end, with what was not logged yet. Resolves also where the response was deleted meanwhile.
   *
   * @throws StoreError where it could not be written for as long as the store may fail, or never can be
   */
  async end(ending: Ending): Promise<void> {
    clearTimeout(this.#timer)
    this.#isEnding = true
    const giveUp = performance.now() + this.#options.patience
    for (let delay = 100; ; delay = Math.min(2 * delay, soonAgain)) {
      const error = await this.#step(() => this.#end(ending)).then(
        () => null,
        (thrown: unknown) => thrown,
      )
      if (this.#lost !== null) throw this.#lost
      if (error === null) return
      if (codeOf(error) === 'store/unknown') {
        this.#forget()
        return
      }
      if (codeOf(error) !== 'store/unusable' || performance.now() + delay > giveUp) throw this.#lose(error)
      this.#warn(error)
      await new Promise((resolve) => setTimeout(resolve, delay))
    }
  }

  /** Something is to be logged. */
  #due(): void {
    if (!this.isAhead) this.#wait(this.#options.delay)
    else if (!this.#isEnding) atTickEnd(() => void (this.#next > this.#first && !this.#isEnding && this.flush()))
  }

  #wait(delay: number): void {
    if (this.#isEnding || this.#isGone) return
    clearTimeout(this.#timer)
    this.#timer = setTimeout(() => void this.flush(), delay)
  }

  async #append(): Promise<void> {
    const id = this.#id
    const batch = this.#batch()
    if (batch === null) {
      if (await this.#store.isCancelRequested(id)) this.#options.onStop()
    } else {
      const { isCancelRequested } = await this.#store.append(id, batch)
      this.#taken(batch)
      if (isCancelRequested) this.#options.onStop()
    }
    this.#failingSince = null
    if (this.#next === this.#first) this.#wait(lookEvery)
  }

  async #end(ending: Ending): Promise<void> {
    const batch = this.#batch()
    await this.#store.end(this.#id, batch === null ? ending : { ...ending, batch })
    if (batch !== null) this.#taken(batch)
  }

  #batch(): NewBatch | null {
    if (this.#next === this.#first) return null
    return { first: this.#first, last: this.#next - 1, text: this.#text, journal: this.#journal }
  }

  /** Only once it is written: a write that failed is made again, with what was said meanwhile. */
  #taken(batch: NewBatch): void {
    const count = batch.last + 1 - this.#first
    this.#first = batch.last + 1
    this.#text = this.#text.slice(batch.text.length)
    this.#journal = this.#journal.slice(batch.journal?.length ?? 0)
    if (this.isAhead) this.#options.onLogged(this.#said.splice(0, count), batch.text)
    if (this.#next > this.#first) this.#due()
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
    if (this.#isGone) return
    const code = codeOf(error)
    this.#failingSince ??= performance.now()
    if (code === 'store/unknown') {
      this.#forget()
      if (!this.#isEnding) this.#options.onStop()
    } else if (code !== 'store/unusable' || performance.now() - this.#failingSince >= this.#options.patience) {
      this.#lose(error)
      if (!this.#isEnding) this.#options.onLost(error)
    } else {
      this.#warn(error)
      this.#wait(Math.min(soonAgain, this.#options.patience / 4))
    }
  }

  /** It was deleted: what waits for its log need not wait. */
  #forget(): void {
    this.#isGone = true
    clearTimeout(this.#timer)
    if (this.isAhead && this.#said.length > 0) this.#options.onLogged(this.#said.splice(0), this.#text)
  }

  #lose(error: unknown): unknown {
    if (this.#lost === null) this.#warn(error)
    this.#lost = error
    this.#isGone = true
    clearTimeout(this.#timer)
    return error
  }

  #warn(error: unknown): void {
    this.#options.onWarning({ code: codeOf(error), message: error instanceof Error ? error.message : String(error) })
  }
}

/** Milliseconds until a write that failed is made again, at the most. */
const soonAgain = 1_000

/** What is not said by the store itself may pass: a network, a file that is locked. */
function codeOf(error: unknown): StoreErrorCode {
  return error instanceof StoreError ? error.code : 'store/unusable'
}

/**
 * The ending of what a former process left running, which requests wait for. One that failed, since the store could not
 * be used, is made again for who asks next: else a server would refuse everything until somebody restarts it.
 */
export class Recovery {
  readonly #recover: () => Promise<void>
  #attempt: Promise<void> | null = null
  #isOver = false

  /** Begins at once. */
  constructor(recover: () => Promise<void>) {
    this.#recover = recover
    // Requests hear of it, each for itself; until then it is no crash.
    this.over.catch(() => undefined)
  }

  get isOver(): boolean {
    return this.#isOver
  }

  /** Kept once it is over; rejects where this attempt fails. */
  get over(): Promise<void> {
    this.#attempt ??= this.#begin()
    return this.#attempt
  }

  async #begin(): Promise<void> {
    try {
      await this.#recover()
      this.#isOver = true
    } catch (error) {
      this.#attempt = null
      throw error
    }
  }
}

import type { Ended } from './terminal.ts'

/** The end of a response, for whoever waits for it: before it is there, or after. Not everybody waits. */
export class Outcome {
  #result: { ended: Ended } | { why: unknown } | null = null
  #awaited: PromiseWithResolvers<Ended> | null = null

  get isSettled(): boolean {
    return this.#result !== null
  }

  /** Rejects where the response never began. */
  get ended(): Promise<Ended> {
    if (this.#awaited === null) {
      this.#awaited = Promise.withResolvers()
      this.#tell()
    }
    return this.#awaited.promise
  }

  settle(ended: Ended): void {
    this.#result ??= { ended }
    this.#tell()
  }

  /** It never began. */
  reject(why: unknown): void {
    this.#result ??= { why }
    this.#tell()
  }

  #tell(): void {
    if (this.#result === null) return
    if ('ended' in this.#result) this.#awaited?.resolve(this.#result.ended)
    else this.#awaited?.reject(this.#result.why)
  }
}

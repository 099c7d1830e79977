/** What is looked at again and again. */
export interface Beaten {
  /** Called once in each interval. */
  beat(): void
}

/** One timer for all streams of a server: a timer each would cost more than the stream's own memory. */
export class Heartbeat {
  readonly #interval: number
  readonly #all = new Set<Beaten>()
  #timer: ReturnType<typeof setInterval> | undefined

  /** @param interval milliseconds; 0 for never */
  constructor(interval: number) {
    this.#interval = interval
  }

  add(stream: Beaten): void {
    if (this.#interval === 0) return
    this.#all.add(stream)
    this.#timer ??= setInterval(() => {
      for (const each of this.#all) each.beat()
    }, this.#interval)
  }

  delete(stream: Beaten): void {
    this.#all.delete(stream)
    if (this.#all.size > 0) return
    clearInterval(this.#timer)
    this.#timer = undefined
  }
}

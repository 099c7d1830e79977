import type { Heartbeat } from '../heartbeat.ts'
import type { RunningResponse } from './running.ts'

/** Milliseconds; a timer for longer, as for a response that may take for ever, would go off at once. */
const longestTimer = 2 ** 31 - 1

/** The responses that this process runs now. */
export class Registry {
  readonly heartbeat: Heartbeat
  readonly #maxDuration: number
  /** In the order in which they began, which is about that in which their requests came, and in which they are too old. */
  readonly #running = new Map<string, RunningResponse>()
  #timer: ReturnType<typeof setTimeout> | undefined

  /** @param maxDuration milliseconds that a response may take */
  constructor(heartbeat: Heartbeat, maxDuration: number) {
    this.heartbeat = heartbeat
    this.#maxDuration = maxDuration
  }

  add(response: RunningResponse): void {
    this.#running.set(response.id, response)
    if (this.#timer === undefined) this.#watch(response)
  }

  delete(response: RunningResponse): void {
    this.#running.delete(response.id)
    if (this.#running.size > 0) return
    clearTimeout(this.#timer)
    this.#timer = undefined
  }

  /** A running response; another owner's is not there. */
  get(id: string, owner: string): RunningResponse | undefined {
    const response = this.#running.get(id)
    return response?.owner === owner ? response : undefined
  }

  /** Whether a response runs here, whoever's it is. */
  has(id: string): boolean {
    return this.#running.has(id)
  }

  get all(): RunningResponse[] {
    return [...this.#running.values()]
  }

  /** The oldest one is the first that is too old. */
  #watch({ since }: RunningResponse): void {
    const left = since + this.#maxDuration - performance.now()
    this.#timer = setTimeout(() => this.#endOld(), Math.min(left, longestTimer))
  }

  #endOld(): void {
    this.#timer = undefined
    const before = performance.now() - this.#maxDuration
    for (const response of this.#running.values()) {
      if (response.since > before) {
        this.#watch(response)
        return
      }
      response.expire()
    }
  }
}

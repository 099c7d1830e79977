import type { Heartbeat } from '../heartbeat.ts'
import type { RunningResponse } from './running.ts'

/** The responses that this process runs now. */
export class Registry {
  readonly heartbeat: Heartbeat
  readonly #running = new Map<string, RunningResponse>()

  constructor(heartbeat: Heartbeat) {
    this.heartbeat = heartbeat
  }

  add(response: RunningResponse): void {
    this.#running.set(response.id, response)
  }

  delete(response: RunningResponse): void {
    this.#running.delete(response.id)
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
}

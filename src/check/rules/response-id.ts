import type { Json } from '../json.ts'
import { shown } from '../json.ts'
import type { Reporter } from '../reporter.ts'

/** `stream/response-id`: `response.id` is there, and never changes. */
export class ResponseIdRule {
  readonly #ids = new Set<string>()

  /** The response's id, once it is known. */
  get id(): string | undefined {
    const [first] = this.#ids
    return first
  }

  check(response: Json, report: Reporter): void {
    const { id } = response
    if (typeof id === 'string' && id !== '' && (this.#ids.size === 0 || this.#ids.has(id))) {
      this.#ids.add(id)
      return
    }
    const expected = this.id === undefined ? 'an id' : shown(this.id)
    report.violate('stream/response-id', `has response.id ${shown(id)}`, [`response.id ${expected}`])
    // Told once: from now on either is the response's.
    if (typeof id === 'string' && id !== '') this.#ids.add(id)
  }
}

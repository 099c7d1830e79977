import { shown } from '../json.ts'
import type { About, Reporter } from '../reporter.ts'

/** `part/index`: indexes count from 0 within their item, or part. A list that counts otherwise is told once. */
export class PartIndexRule {
  readonly #name: string
  #shift = 0

  /** @param name the field that counts: `content_index` */
  constructor(name: string) {
    this.#name = name
  }

  /** Whether an index is the one that is expected. */
  check(said: unknown, expected: number, report: Reporter, about: About): boolean {
    if (said === expected || said === expected + this.#shift) return true
    report.violate('part/index', `has ${this.#name} ${shown(said)}`, [`${this.#name} ${expected}`], about)
    if (typeof said === 'number') this.#shift = said - expected
    return false
  }
}

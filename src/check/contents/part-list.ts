import type { StreamEvent } from '../event.ts'
import { isObject, type Json, listIn, same } from '../json.ts'
import type { About, Reporter } from '../reporter.ts'
import { checkItemSum } from '../rules/item-sum.ts'
import { PartIndexRule } from '../rules/part-index.ts'
import { Part, type PartStep } from './part.ts'

/** The parts of one list of an item, `content` or `summary`. */
export class PartList {
  readonly #name: string
  readonly #indexName: string
  readonly #index: PartIndexRule
  readonly #about: About
  readonly #parts: Part[] = []
  /** Parts that an event spoke of before they began. */
  readonly #lacking = new Set<unknown>()

  constructor(name: 'content' | 'summary', about: About) {
    this.#name = name
    this.#indexName = `${name}_index`
    this.#index = new PartIndexRule(this.#indexName)
    this.#about = about
  }

  see(event: StreamEvent, step: PartStep, misplaced: boolean, report: Reporter): void {
    const previous = this.#parts.at(-1)
    const part = this.#partOf(event, step, misplaced)
    const before = report.told
    if (misplaced) {
      part.suspect()
      this.#lacking.add(event[this.#indexName])
      if (previous !== undefined && previous.closed === null) previous.suspect()
    }
    if (step === 'added') part.add(event, report)
    if (!misplaced && part === this.#parts.at(-1)) {
      const right = this.#index.check(event[this.#indexName], this.#parts.length - 1, report, this.#about)
      // Perhaps it speaks of another part.
      if (!right) {
        part.suspect()
        this.#lacking.add(event[this.#indexName])
      }
    }
    part.see(event, step, report)
    if (report.told > before) part.text.tell()
  }

  /** Whether the finished item holds exactly these parts. */
  compare(item: Json, report: Reporter): void {
    const held = item[this.#name]
    const parts = this.#parts
    const streamed = parts.map(({ closed }) => closed)
    const fits = Array.isArray(held) || held === undefined || held === null
    const list = listIn(item, this.#name)
    const equal = fits && list.length === parts.length && parts.every((part, at) => this.#holds(list[at], part, report))
    checkItemSum(this.#name, held, streamed, report, this.#about, () => equal)
  }

  loosen(): void {
    const part = this.#parts.at(-1)
    if (part !== undefined && part.closed === null) part.suspect()
  }

  /** Of an event, that of its own part; of an item's D, that of the last. */
  explains(event: StreamEvent): boolean {
    const index = event[this.#indexName]
    const part = (typeof index === 'number' ? this.#parts[index] : undefined) ?? this.#parts.at(-1)
    return part?.text.told ?? false
  }

  /** The part that an event speaks of; a new one where it is added, or where its own beginning was not heard. */
  #partOf(event: StreamEvent, step: PartStep, misplaced: boolean): Part {
    const last = this.#parts.at(-1)
    const open = last !== undefined && last.closed === null ? last : undefined
    const index = event[this.#indexName]
    const own = typeof index === 'number' ? this.#parts[index] : undefined
    // One that was missed is late; that was told when it was missed.
    if (own !== undefined && (own.lacks(step) || misplaced)) return own
    if (step === 'added') return this.#push(new Part(event, this.#about))
    if (open !== undefined && !misplaced) return open
    if (own !== undefined) return own
    if (last !== undefined && typeof index !== 'number') return last
    const implied = this.#push(new Part(null, this.#about))
    implied.suspect()
    return implied
  }

  #push(part: Part): Part {
    if (this.#lacking.has(this.#parts.push(part) - 1)) part.suspect()
    return part
  }

  #holds(held: unknown, part: Part, report: Reporter): boolean {
    const { closed } = part
    if (part.isSuspect || closed === null || same(held, closed)) return true
    // OpenAI's part.done has no logprobs, and D rounds those of text.done: no two events agree on them.
    if (!report.observed || !isObject(held)) return false
    if (!same({ ...held, logprobs: 0 }, { ...closed, logprobs: 0 })) return false
    report.tolerate('logprobs-differ', this.#about)
    return true
  }
}

import type { StreamEvent } from '../event.ts'
import type { Reporter } from '../reporter.ts'

/** How an event's number stands to those before it. */
export type Place = 'next' | 'late' | 'elsewhere' | 'unnumbered'

/** More than this many at once are not waited for. */
const mostMissing = 1000

/**
 * `stream/sequence`: `sequence_number` starts at 0 and rises by exactly 1. A number that is wrong is told once, whether
 * the number itself was wrong, or events are missing, doubled, or in another order.
 */
export class SequenceRule {
  #next: number | null
  /** Numbers that would be right too, depending on what was wrong before. */
  #orElse: number[] = []
  readonly #missing = new Set<number>()
  #numbered: boolean | null

  readonly #start: 'first' | 'anywhere' | 'late'

  /**
   * @param start whether the first event is the first of the stream; a stream that is resumed may start at any number, and
   *   one whose first event is wrong as well: what comes before it may be late
   */
  constructor(start: 'first' | 'anywhere' | 'late', observed: boolean) {
    this.#start = start
    this.#next = start === 'first' ? 0 : null
    this.#numbered = observed ? null : true
  }

  /** The number that should come next, as far as one is known. */
  get expected(): string[] {
    return [`sequence_number ${this.#next ?? 0}`]
  }

  check(event: StreamEvent, report: Reporter): Place {
    const number = event['sequence_number']
    this.#numbered ??= number !== undefined
    if (!this.#numbered) return this.#unnumbered(number, report)
    if (typeof number !== 'number') {
      report.violate('stream/sequence', `has no sequence_number`, this.expected)
      this.#next = (this.#next ?? 0) + 1
      return 'unnumbered'
    }
    return this.#place(number, report)
  }

  /** Whether an event is one that is late, by its number. */
  isLate(event: StreamEvent): boolean {
    const number = event['sequence_number']
    return typeof number === 'number' && this.#missing.delete(number)
  }

  /** An event that can't be read, and has no number: it may have stood in the place of one that had. */
  skip(): void {
    if (this.#next !== null) this.#orElse = [this.#next + 1]
  }

  #miss(from: number, to: number): void {
    for (let missing = from; missing < to && missing - from < mostMissing; missing += 1) this.#missing.add(missing)
  }

  /** Older servers number nothing. */
  #unnumbered(number: unknown, report: Reporter): Place {
    if (typeof number !== 'number') {
      report.tolerate('no-sequence-number')
      return 'unnumbered'
    }
    report.violate('stream/sequence', `has sequence_number ${number}, the events before it have none`)
    this.#numbered = true
    this.#next = number + 1
    return 'next'
  }

  #place(number: number, report: Reporter): Place {
    if (this.#next === null && this.#start === 'late') this.#miss(0, number)
    const next = this.#next ?? number
    if (number === next || this.#orElse.includes(number)) {
      if (this.#orElse.length > 0 && number !== this.#next) this.#missing.clear()
      this.#orElse = []
      this.#next = number + 1
      return 'next'
    }
    if (this.#missing.delete(number)) return 'late'
    const { expected } = this
    if (number > next) {
      report.violate('stream/sequence', `has sequence_number ${number}: ${number - next} missing`, expected)
      this.#miss(next, number)
      this.#next = number + 1
      this.#orElse = [next + 1]
    } else {
      report.violate('stream/sequence', `has sequence_number ${number} again or late`, expected)
      this.#orElse = [next + 1, number + 1]
    }
    return 'elsewhere'
  }
}

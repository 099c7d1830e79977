import { type Rule, tolerances } from '../../check/index.ts'
import { counted, Tally } from '../../check/tally.ts'
import type { Watched } from './watched-stream.ts'

/** Everything that a tap has seen, as counts: a day of it needs no more memory than a minute. */
export class Day {
  readonly #began: number
  readonly #all = new Tally()
  readonly #streamsBy = new Map<Rule, number>()
  #streams = 0
  #offending = 0
  #unchecked = 0
  #left = 0
  #others = 0

  constructor(now: number) {
    this.#began = now
  }

  /** An answer to a request for a response that was no stream. */
  addOther(): void {
    this.#others += 1
  }

  add({ tally, ending, unchecked }: Watched): void {
    this.#streams += 1
    this.#all.merge(tally)
    if (!tally.ok) this.#offending += 1
    if (unchecked !== null) this.#unchecked += 1
    if (ending === 'left') this.#left += 1
    for (const rule of tally.rules.keys()) this.#streamsBy.set(rule, (this.#streamsBy.get(rule) ?? 0) + 1)
  }

  /** What came of it, in a few lines. */
  summary(now: number): string {
    const { events, violations, rules, tolerances: tolerated } = this.#all
    const also = [
      ...(this.#left === 0 ? [] : [`${this.#left} left by their clients`]),
      ...(this.#unchecked === 0 ? [] : [`${this.#unchecked} not checked to the end`]),
      ...(this.#others === 0 ? [] : [`${this.#others} without a stream`]),
    ]
    const clean = this.#streams - this.#offending
    const heads = [
      `${counted(this.#streams, 'stream')} in ${lasting(now - this.#began)}, ${counted(events, 'event')}: `,
      `${clean} clean, ${this.#offending} offending`,
      also.length === 0 ? '\n' : ` (${also.join(', ')})\n`,
    ].join('')
    const byRule = [...rules].toSorted(([, a], [, b]) => b - a)
    const rows = byRule.map(([rule, times]) => {
      const where = `in ${counted(this.#streamsBy.get(rule) ?? 0, 'stream')}`
      return `  ${rule.padEnd(26)} ${String(times).padStart(6)}  ${where.padEnd(16)} docs/rules/${rule.replace('/', '-')}.md\n`
    })
    const shares = [...tolerated].map(
      ([name, times]) => `  ${name.padEnd(26)} ${String(times).padStart(6)}  ${tolerances[name].what}\n`,
    )
    return [
      heads,
      ...(violations === 0 ? [] : rows),
      ...(shares.length === 0 ? [] : ['tolerated, and no error (docs/tolerances.md):\n', ...shares]),
    ].join('')
  }
}

function lasting(milliseconds: number): string {
  const minutes = Math.floor(milliseconds / 60_000)
  if (minutes < 1) return `${Math.round(milliseconds / 1000)} s`
  return minutes < 60 ? `${minutes} min` : `${Math.floor(minutes / 60)} h ${minutes % 60} min`
}

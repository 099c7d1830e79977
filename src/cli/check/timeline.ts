import type { CheckedEvent } from '../../check/event-check.ts'
import type { Violation } from '../../check/index.ts'
import { eventLine } from './event-line.ts'
import { visible } from './visible.ts'

/** Events that are shown before and after an offending one. */
const before = 3
const after = 2

/** So many offending events of one input are shown; who wants more wants them as JSON. */
const most = 20

export type Paint = (colour: 'red' | 'green' | 'yellow' | 'dim' | 'bold', text: string) => string

/** The events around each offending one. Written while the input flows, so it keeps a handful of events only. */
export class Timeline {
  readonly #paint: Paint
  /** The last events that were not shown, as they came: to write each down would cost more than to check it. */
  #recent: CheckedEvent[] = []
  #due = 0
  #shown = 0
  #next = 0

  constructor(paint: Paint) {
    this.#paint = paint
  }

  /** How many offending events were left out. */
  get leftOut(): number {
    return Math.max(0, this.#shown - most)
  }

  see(checked: CheckedEvent): string {
    const violations = checked.findings.filter((finding): finding is Violation => 'rule' in finding)
    if (violations.length > 0) {
      this.#shown += 1
      if (this.#shown <= most) return this.#offending(checked, violations)
    }
    if (this.#due > 0 && checked.event !== null) {
      this.#due -= 1
      this.#next = checked.index + 1
      return `${this.#paint('dim', `    ${eventLine(checked)}`)}\n`
    }
    this.#recent.push(checked)
    if (this.#recent.length > before) this.#recent.shift()
    return ''
  }

  #offending(checked: CheckedEvent, violations: readonly Violation[]): string {
    const context = this.#recent
    const [first = checked] = context
    const gap = this.#next > 0 && first.index > this.#next ? this.#paint('dim', '      ⋮\n') : ''
    const lines = context.map((each) => `${this.#paint('dim', `    ${eventLine(each)}`)}\n`)
    this.#recent = []
    this.#due = after
    this.#next = checked.index + 1
    const marked = `${this.#paint('red', `  ✗ ${eventLine(checked)}`)}\n`
    return gap + lines.join('') + marked + violations.map((violation) => this.#violation(violation)).join('')
  }

  #violation({ rule, message, expected }: Violation): string {
    // The message says the nearest of what would be legal; here there is room for all of it.
    const what = expected.length === 0 ? message : message.replace(/; legal here: .*$/s, '')
    const told = `           ${this.#paint('bold', `${rule}:`)} ${visible(what)}\n`
    if (expected.length === 0) return told
    return `${told}           ${this.#paint('green', `legal here: ${visible(expected.join(' or '))}`)}\n`
  }
}

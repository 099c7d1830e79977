import type { Finding, Rule, Tolerance } from './finding.ts'

/** What was found, counted by rule and by tolerance: it grows with neither time nor traffic. */
export class Tally {
  events = 0
  responses = 0
  violations = 0
  readonly rules = new Map<Rule, number>()
  readonly tolerances = new Map<Tolerance, number>()

  /** Nothing was broken. */
  get ok(): boolean {
    return this.violations === 0
  }

  add(findings: readonly Finding[]): void {
    for (const finding of findings) {
      if ('rule' in finding) {
        this.violations += 1
        increase(this.rules, finding.rule, 1)
      } else increase(this.tolerances, finding.tolerance, 1)
    }
  }

  merge({ events, responses, violations, rules, tolerances }: Tally): void {
    this.events += events
    this.responses += responses
    this.violations += violations
    for (const [rule, times] of rules) increase(this.rules, rule, times)
    for (const [tolerance, times] of tolerances) increase(this.tolerances, tolerance, times)
  }
}

function increase<Name>(counts: Map<Name, number>, name: Name, by: number): void {
  counts.set(name, (counts.get(name) ?? 0) + by)
}

/** `1 event`, `2 events`. */
export function counted(count: number, noun: string): string {
  return `${count} ${noun}${count === 1 ? '' : 's'}`
}

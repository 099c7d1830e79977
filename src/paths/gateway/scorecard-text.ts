import { marks } from './judge.ts'
import type { ScenarioResult, Scorecard } from './gateway-test.ts'

/** More of them say nothing more. */
const mostShown = 6

const nameWidth = 20
const widths = { order: 8, values: 9, conservation: 15, ending: 8 }

/** The scorecard's first line. */
export function scorecardHead(): string {
  return `${''.padEnd(nameWidth)}${marks.map((mark) => mark.padEnd(widths[mark])).join('')}`.trimEnd()
}

/** One scenario's line, and what was wrong under it. */
export function resultText({ name, marks: right, problems }: ScenarioResult): string {
  const line = `${name.padEnd(nameWidth)}${marks.map((mark) => (right[mark] ? 'ok' : 'WRONG').padEnd(widths[mark])).join('')}`
  const shown = problems.slice(0, mostShown).map(({ rule, message }) => `    ${rule}: ${message}`)
  const more = problems.length > mostShown ? [`    and ${problems.length - mostShown} more`] : []
  return [line.trimEnd(), ...shown, ...more].join('\n')
}

/** The scorecard's last line. */
export function totalText({ marks: given, of, scenarios }: Scorecard): string {
  const perfect = scenarios.filter(({ problems }) => problems.length === 0).length
  return `${given} of ${of} marks; ${perfect} of ${scenarios.length} scenarios without a fault.`
}

import { same, shown } from '../json.ts'
import type { About, Reporter } from '../reporter.ts'

/** `value/item-sum`: the item at D holds what was streamed. */
export function checkItemSum(
  field: string,
  held: unknown,
  streamed: unknown,
  report: Reporter,
  about: About,
  equal: (a: unknown, b: unknown) => boolean = same,
): void {
  if (equal(held, streamed)) return
  const expected = [`${field} ${shown(streamed)}`]
  report.violate('value/item-sum', `has ${field} ${shown(held)}, which is not what was streamed`, expected, about)
}

import { type JsonSchema, numberOr } from './schema.ts'

/**
 * A number for a schema, within its bounds.
 *
 * @param nth which one of several: they differ where the schema lets them
 */
export function numberOf(schema: JsonSchema, isInteger: boolean, nth: number): number {
  const step = isInteger ? Math.max(1, Math.ceil(numberOr(schema.multipleOf, 1))) : numberOr(schema.multipleOf, 0)
  const [least, isLeastOut] = bound(schema.minimum, schema.exclusiveMinimum, Number.NEGATIVE_INFINITY, Math.max)
  const [most, isMostOut] = bound(schema.maximum, schema.exclusiveMaximum, Number.POSITIVE_INFINITY, Math.min)
  const gap = step > 0 ? step : smallGap(least, most)
  const from = isLeastOut ? least + gap : least
  const to = isMostOut ? most - gap : most
  const wanted = Math.min(Math.max(1, from) + nth * (step || Math.min(gap, 1)), to)
  if (step === 0) return wanted
  const raised = Math.ceil(from / step) * step
  const snapped = Math.round(wanted / step) * step
  const lowered = snapped > to ? Math.floor(to / step) * step : snapped
  return lowered < from ? raised : lowered
}

/** Draft 4 has a flag where later drafts have a number. */
function bound(
  inclusive: unknown,
  exclusive: unknown,
  none: number,
  stricter: (one: number, other: number) => number,
): [value: number, isOut: boolean] {
  const limit = numberOr(inclusive, none)
  if (exclusive === true) return [limit, true]
  const outer = numberOr(exclusive, none)
  const value = stricter(limit, outer)
  return [value, outer === value && Number.isFinite(value)]
}

/** Something that fits between the bounds. */
function smallGap(least: number, most: number): number {
  return Number.isFinite(least) && Number.isFinite(most) ? (most - least) / 4 : 1
}

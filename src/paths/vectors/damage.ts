import type { Rule } from '../../check/finding.ts'
import { isObject, type Json } from '../../check/json.ts'

/** A stream with something wrong in it, and where. */
export interface Damaged {
  index: number
  events: readonly Json[]
  names?: readonly string[]
}

/** One way to break one rule. */
export interface Damage {
  rule: Rule
  what: string
  /** Null where there is nothing of the sort in the stream. */
  damage(events: readonly Json[]): Damaged | null
}

/** A field of an event, by its path: `item.content.0.text`. */
export function valueAt(event: unknown, path: readonly string[]): unknown {
  return path.reduce(
    (value, step) => (isObject(value) || Array.isArray(value) ? fieldOf(value, step) : undefined),
    event,
  )
}

function fieldOf(value: Json | readonly unknown[], step: string): unknown {
  return Array.isArray(value) ? value[Number(step)] : isObject(value) ? value[step] : undefined
}

/** A copy of a value with another one at the end of a path. */
export function withValue(holder: unknown, [step, ...rest]: readonly string[], value: unknown): unknown {
  if (step === undefined) return value
  if (Array.isArray(holder))
    return holder.map((each, at) => (at === Number(step) ? withValue(each, rest, value) : each))
  return isObject(holder) ? { ...holder, [step]: withValue(holder[step], rest, value) } : holder
}

/** An event with another value in a field. */
export function changed(event: Json, path: string, value: unknown): Json {
  const copy = withValue(event, path.split('.'), value)
  return isObject(copy) ? copy : event
}

/** The same stream with one event changed. */
export function changing(events: readonly Json[], index: number, path: string, value: unknown): Damaged {
  return { index, events: events.map((event, at) => (at === index ? changed(event, path, value) : event)) }
}

/** Events under the numbers that hide what was done to them. */
export function renumbered(events: readonly Json[]): Json[] {
  return events.map((event, sequence_number) => ({ ...event, sequence_number }))
}

/** Where the first event of a type is; null where there is none. */
export function placeOf(events: readonly Json[], type: string): number | null {
  const at = events.findIndex((event) => event['type'] === type)
  return at < 0 ? null : at
}

import { isObject, type Json, type WireEvent } from '../oracle/letter.ts'

/** A stream with one thing wrong with it, maybe; what is wrong is the oracle's to say. */
export type Mutant = unknown[]

/** One kind of damage: every way of doing it to a stream. */
export interface Damage {
  group: string
  name: string
  mutants(events: readonly WireEvent[]): Mutant[]
}

export function renumber(events: readonly unknown[]): unknown[] {
  return events.map((event, sequence_number) => (isObject(event) ? { ...event, sequence_number } : event))
}

/** What kind of event it is, for tables: what its place in the grammar is, whatever the item. */
export function classOf({ type }: WireEvent): string {
  if (type === 'response.output_item.added') return 'item added'
  if (type === 'response.output_item.done') return 'item done'
  if (/part\.added$|command\.added$/.test(type)) return 'part added'
  if (type.endsWith('part.done')) return 'part done'
  if (/annotation/.test(type)) return 'annotation'
  if (type.endsWith('.delta')) return 'delta'
  if (type.endsWith('.done')) return 'value done'
  if (/^response\.(completed|incomplete|failed)$/.test(type)) return 'terminal'
  if (/^response\.\w+$|^error$/.test(type)) return 'lifecycle'
  return 'status event'
}

export const classes = [
  'lifecycle',
  'item added',
  'part added',
  'delta',
  'annotation',
  'value done',
  'part done',
  'status event',
  'item done',
  'terminal',
] as const

/** A few of many places, spread evenly, so that long streams don't take all the time. */
function few<T>(list: readonly T[], most = 6): T[] {
  if (list.length <= most) return [...list]
  return Array.from({ length: most }, (_, at) => list[Math.floor((at * (list.length - 1)) / (most - 1))]!)
}

/** Where events like this stand. */
export function places(events: readonly WireEvent[], like: (event: WireEvent) => boolean): number[] {
  return few(events.flatMap((event, at) => (like(event) ? [at] : [])))
}

/** For each event like this, what becomes of the stream. */
export function each(
  like: (event: WireEvent) => boolean,
  change: (events: WireEvent[], at: number) => Mutant | null,
): Damage['mutants'] {
  return (events) =>
    places(events, like).flatMap((at) => {
      const mutant = change(structuredClone([...events]), at)
      return mutant === null ? [] : [mutant]
    })
}

/** A field of an event set to what its old value tells; a path goes through objects and lists. */
export function setting(
  like: (event: WireEvent) => boolean,
  path: string,
  change: (old: unknown, event: WireEvent, events: WireEvent[]) => unknown,
): Damage['mutants'] {
  return each(like, (events, at) => {
    const steps = path.split('.')
    const last = steps.pop()!
    let holder: unknown = events[at]
    for (const step of steps) holder = isObject(holder) || Array.isArray(holder) ? (holder as Json)[step] : undefined
    if (!isObject(holder) && !Array.isArray(holder)) return null
    const object = holder as Json
    if (!(last in object)) return null
    const value = change(object[last], events[at]!, events)
    if (value === undefined) delete object[last]
    else object[last] = value
    return events
  })
}

export const ofClass = (name: string) => (event: WireEvent) => classOf(event) === name
export const ofType =
  (...types: string[]) =>
  (event: WireEvent) =>
    types.includes(event.type.replace(/^response\./, ''))

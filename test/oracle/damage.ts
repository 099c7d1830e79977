import { isObject, letterOf, type Json, type WireEvent } from './letter.ts'
import type { Rule } from './violation.ts'

/** Something wrong done to a correct stream; the result is numbered anew unless the numbers are what is wrong. */
export type Damage = (events: WireEvent[]) => unknown[]

/** What is done, to which correct stream, how, and every rule that it breaks: no others may be reported. */
export type Damages = readonly (readonly [what: string, stream: string, damage: Damage, rules: readonly Rule[]])[]

/** Where the nth event with this letter is; a letter without its annotation means any. */
function find(events: WireEvent[], letter: string, nth = 0): number {
  const places = events.flatMap((event, i) => {
    const own = letterOf(event)
    return own === letter || own.replace(/<.*/, '') === letter ? [i] : []
  })
  const place = places.at(nth)
  if (place === undefined) throw new Error(`no ${letter} to damage`)
  return place
}

export function renumber(events: WireEvent[]): WireEvent[] {
  return events.map((event, sequence_number) => ({ ...event, sequence_number }))
}

export function drop(letter: string, nth = 0): Damage {
  return (events) => renumber(events.toSpliced(find(events, letter, nth), 1))
}

export function double(letter: string, nth = 0): Damage {
  return (events) => {
    const at = find(events, letter, nth)
    return renumber(events.toSpliced(at, 0, structuredClone(events[at]!)))
  }
}

/** Moves an event to right after another. */
export function moveAfter(letter: string, after: string): Damage {
  return (events) => {
    const event = events[find(events, letter)]!
    const rest = events.filter((each) => each !== event)
    return renumber(rest.toSpliced(find(rest, after) + 1, 0, event))
  }
}

export function insertAfter(letter: string, event: WireEvent): Damage {
  return (events) => renumber(events.toSpliced(find(events, letter) + 1, 0, event))
}

/** Sets a field of one event; the path goes through objects and arrays (`item.content.0.text`). */
export function set(letter: string, path: string, value: unknown, nth = 0): Damage {
  return (events) => {
    const steps = path.split('.')
    let at: unknown = events[find(events, letter, nth)]
    for (const step of steps.slice(0, -1)) at = (at as Json)[step]
    if (!isObject(at) && !Array.isArray(at)) throw new Error(`no ${path} in ${letter}`)
    const holder = at as Json
    if (value === undefined) delete holder[steps.at(-1)!]
    else holder[steps.at(-1)!] = value
    return events
  }
}

/** One damage after another. */
export function both(...damages: Damage[]): Damage {
  return (events) => damages.reduce<unknown[]>((damaged, damage) => damage(damaged as WireEvent[]), events)
}

import type { EventObject } from 'xstate'
import type { Step, Walkable } from '../../src/paths/walkable.ts'

/**
 * Whether two machines say, report and become the same whatever comes, by exploring both side by side to the end: a
 * pair of keys is one case, since a key decides what follows. So a mutant is proved to be no mutant at all.
 *
 * @param sees what must be the same of two places
 */
export function alike<At, Input extends EventObject, Event>(
  one: Walkable<At, Input, Event>,
  other: Walkable<At, Input, Event>,
  sees: (at: At) => unknown,
): boolean {
  const key = (a: At, b: At) => `${one.key(a)} | ${other.key(b)}`
  const differ = (...steps: Step<At, Event>[]) =>
    new Set(steps.map(({ at, events, warnings }) => JSON.stringify({ sees: sees(at), events, warnings }))).size > 1
  const [a, b] = [one.start(), other.start()]
  if (differ(a, b)) return false
  const seen = new Map([[key(a.at, b.at), { a: a.at, b: b.at }]])
  for (const pair of seen.values()) {
    if (one.done(pair.a) !== other.done(pair.b)) return false
    if (one.done(pair.a)) continue
    for (const input of one.inputs) {
      const next = { a: one.step(pair.a, input), b: other.step(pair.b, input) }
      if (differ(next.a, next.b)) return false
      const both = { a: next.a.at, b: next.b.at }
      if (!seen.has(key(both.a, both.b))) seen.set(key(both.a, both.b), both)
    }
  }
  return true
}

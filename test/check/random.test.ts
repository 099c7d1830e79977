import { array, assert, constantFrom, property, tuple, nat } from 'fast-check'
import { describe, expect, test } from 'vitest'
import { checkStream } from '../../src/check/check-stream.ts'
import type { Profile } from '../../src/check/finding.ts'
import { correct } from '../oracle/correct.ts'
import { isEvent, type WireEvent } from '../oracle/letter.ts'
import { agreeOnPlace, differsKnowingly, judge } from './agreement.ts'
import { damages } from './damages.ts'

/** A stream with one to four damages, one after the other. */
const damaged = tuple(
  constantFrom(...Object.values(correct)),
  array(tuple(constantFrom(...damages), nat()), { minLength: 1, maxLength: 4 }),
).map(([stream, steps]) => {
  let events: readonly unknown[] = stream
  for (const [damage, choice] of steps) {
    // What is no event is left where it stands: a damage is done to events.
    const own = events.filter(isEvent)
    if (own.length !== events.length) break
    const mutants = damage.mutants(own)
    if (mutants.length > 0) events = mutants[choice % mutants.length]!
  }
  return events
})

const runs = { numRuns: 3000, seed: 20_260_104 }

describe('check and oracle agree on random damage', () => {
  test.for(['strict', 'observed'] satisfies Profile[])(
    '%s: a rule that is broken first, at the same event',
    (profile) => {
      const agrees = (events: readonly unknown[]) => {
        if (differsKnowingly(events, profile)) return
        const judgement = judge(events, profile)
        if (!agreeOnPlace(judgement)) expect(judgement.found.slice(0, 1)).toMatchObject(judgement.right.slice(0, 1))
      }
      assert(property(damaged, agrees), runs)
    },
  )
})

/** Some events, or some of their fields, replaced by anything. */
const broken = ([stream, steps]: [WireEvent[], [number, unknown][]]) => {
  const events: unknown[] = structuredClone(stream)
  for (const [at, value] of steps) {
    const event = events[at % events.length]
    const fields = isEvent(event) ? Object.keys(event) : []
    const field = fields[at % (fields.length + 1)]
    if (field === undefined || !isEvent(event)) events[at % events.length] = value
    else events[at % events.length] = { ...event, [field]: value }
  }
  for (const profile of ['strict', 'observed'] as const) checkStream(events, { profile })
}

test('whatever is in a stream, the check says something and does not throw', () => {
  const anything = constantFrom<unknown>(undefined, null, 7, 'x', [], {}, '[DONE]', { type: 'x' }, { type: 7 })
  const holes = tuple(constantFrom(...Object.values(correct)), array(tuple(nat(), anything), { minLength: 1 }))
  assert(property(holes, broken), runs)
})

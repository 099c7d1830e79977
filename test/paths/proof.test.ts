import { afterAll, describe, expect, test } from 'vitest'
import type { EventObject } from 'xstate'
import type { Step, Walkable } from '../../src/paths/walkable.ts'
import { walkableItem, walkableResponse } from '../../src/paths/walkables.ts'
import type { ResponseMachineInput } from '../../src/wire/input.ts'
import { itemConfigurations, responseConfigurations } from './configurations.ts'
import { accepts, judge, judgedKey, type Judged, unjudged } from './product.ts'

/** A state of the product: a machine's, and the automata's that read what it says. */
interface Joint<At> {
  at: At
  judged: Judged
  /** The inputs that led here, for whoever has to read a failure. */
  way: readonly object[]
}

interface Product {
  states: number
  transitions: number
  /** Inputs after which an automaton rejects. */
  rejected: string[]
  /** Ends of the machine that are no end of the stream, and the other way round. */
  unended: string[]
  /** States from which no end can be reached. */
  stuck: string[]
  /** Inputs that changed nothing, said nothing and were not reported either. */
  unanswered: string[]
}

/**
 * Explores the product of a machine with the oracle's automata to its end. The machine's part of a state is its key:
 * all that its guards read, so what holds of these states holds of every run (`random.test.ts` tries the keys).
 */
function product<At, Input extends ResponseMachineInput, Event extends EventObject>(
  walkable: Walkable<At, Input, Event>,
  judgeEvents: (judged: Judged, events: readonly Event[]) => Judged | null,
  isSilent: (input: Input, key: string) => boolean,
): Product {
  const found: Product = { states: 0, transitions: 0, rejected: [], unended: [], stuck: [], unanswered: [] }
  const seen = new Map<string, Joint<At>>()
  const before = new Map<string, Set<string>>()
  const key = ({ at, judged }: Joint<At>) => `${walkable.key(at)} | ${judgedKey(judged)}`

  const reach = (step: Step<At, Event>, from: Joint<At> | null, way: readonly object[]) => {
    const judged = judgeEvents(from?.judged ?? unjudged, step.events)
    if (judged === null) {
      found.rejected.push(JSON.stringify(way))
      return
    }
    const joint = { at: step.at, judged, way }
    if (!seen.has(key(joint))) seen.set(key(joint), joint)
    if (from !== null) before.set(key(joint), (before.get(key(joint)) ?? new Set()).add(key(from)))
  }

  reach(walkable.start(), null, [])
  for (const joint of seen.values()) {
    if (walkable.done(joint.at) !== accepts(joint.judged)) found.unended.push(JSON.stringify(joint.way))
    if (walkable.done(joint.at)) continue
    for (const input of walkable.inputs) {
      const step = walkable.step(joint.at, input)
      found.transitions += 1
      const moved = walkable.key(step.at) !== walkable.key(joint.at)
      const answered =
        moved || step.events.length > 0 || step.warnings.length > 0 || isSilent(input, walkable.key(joint.at))
      if (!answered) found.unanswered.push(JSON.stringify([...joint.way, input]))
      reach(step, joint, [...joint.way, input])
    }
  }

  const ending = new Set([...seen].filter(([, { at }]) => walkable.done(at)).map(([name]) => name))
  for (const name of ending) for (const earlier of before.get(name) ?? []) ending.add(earlier)
  for (const [name, { way }] of seen) if (!ending.has(name)) found.stuck.push(`${name}: ${JSON.stringify(way)}`)
  found.states = seen.size
  return found
}

/** Inputs that come to nothing: a delta without text, a tool's sign of life; and a search's arguments are kept for later. */
function isSilent(input: ResponseMachineInput, key: string): boolean {
  return input.type === 'segment.delta' ? input.text === '' || /arguments, /.test(key) : input.type === 'tool.progress'
}

let states = 0
let transitions = 0

function expectProved(name: string, { states: s, transitions: t, ...faults }: Product): void {
  states += s
  transitions += t
  console.log(`${name}: ${s} product states, ${t} transitions`)
  expect(faults).toEqual({ rejected: [], unended: [], stuck: [], unanswered: [] })
}

function judgeAll(judged: Judged, events: readonly { type: string }[]): Judged | null {
  let now: Judged | null = judged
  for (const event of events) now &&= judge(now, { ...event })
  return now
}

describe('no run of a machine leaves the order, and every run can end', () => {
  test.for(itemConfigurations)('$kind ($hostedTools)', ({ kind, hostedTools }) => {
    const walkable = walkableItem(kind, hostedTools)
    // The item alone is judged as if its stream were there: begun before it, ended when it is done.
    const started = judgeAll(unjudged, [{ type: 'response.created' }, { type: 'response.in_progress' }])
    const judgeItem = (judged: Judged, events: readonly { type: string }[]) => {
      const now = started && judgeAll(judged === unjudged ? started : judged, events)
      const done = events.at(-1)?.type === 'response.output_item.done'
      return now && done ? judgeAll(now, [{ type: 'response.completed' }]) : now
    }
    expectProved(walkable.name, product(walkable, judgeItem, isSilent))
  })

  test.for(responseConfigurations)('response ($hostedTools, queued: $queued)', (configuration) => {
    const walkable = walkableResponse(configuration)
    expectProved(walkable.name, product(walkable, judgeAll, isSilent))
  })

  afterAll(() => console.log(`all machines: ${states} product states, ${transitions} transitions, none rejecting`))
})

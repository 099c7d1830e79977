import { type AnyMachineSnapshot, type AnyStateMachine, initialTransition, transition } from 'xstate'
import { isEvent, type StreamEvent } from './event.ts'
import { Nondeterministic } from './nondeterministic.ts'
import type { SampleInput } from './sample-inputs.ts'

/** How a machine is asked for all that it can say. */
export interface Exploring {
  machine: AnyStateMachine
  /** What the machine is made with; more than one where its language depends on it. */
  starts: readonly unknown[]
  /** A finite alphabet of its inputs. */
  inputs: readonly SampleInput[]
  /** The letter of an emitted event; null for one that is none of the language. */
  letter: (event: StreamEvent) => string | null
  /** What tells one place from another; found out by asking where it is not given. */
  key?: (at: AnyMachineSnapshot) => string
}

/** One step of the machine: where it leads, and what was said. */
interface Answer {
  next: AnyMachineSnapshot
  said: string[]
}

/** The emitted-event language of a machine: each input at each place, by XState's own pure transition. */
export function explore(exploring: Exploring): Nondeterministic {
  const language = new Nondeterministic()
  const places = new Map<number, { at: AnyMachineSnapshot; begun: number }>()
  const place = (at: AnyMachineSnapshot, begun: number) => {
    const state = language.state(exploring.key?.(at) ?? `${begun} ${keyOf(exploring, at)}`)
    if (!places.has(state)) places.set(state, { at, begun })
    if (at.status === 'done') language.accepting.add(state)
    return state
  }
  for (const [begun, input] of exploring.starts.entries()) {
    const [next, actions] = initialTransition(exploring.machine, input)
    const start = language.state(`start ${begun}`)
    language.starts.add(start)
    language.edge(start, saidBy(exploring, actions), place(next, begun))
  }
  // The map grows while it is walked, until every place has been asked.
  for (const [from, { at, begun }] of places) {
    for (const { next, said } of answersAt(exploring, at)) language.edge(from, said, place(next, begun))
  }
  return language
}

/** What comes of each input, but for those that change nothing and say nothing. */
function answersAt(exploring: Exploring, at: AnyMachineSnapshot): Answer[] {
  if (at.status !== 'active') return []
  return exploring.inputs.flatMap((input) => {
    const [next, actions] = transition(exploring.machine, at, input)
    const said = saidBy(exploring, actions)
    return said.length === 0 && next.context === at.context && sameValue(next, at) ? [] : [{ next, said }]
  })
}

const sameValue = (a: AnyMachineSnapshot, b: AnyMachineSnapshot) => JSON.stringify(a.value) === JSON.stringify(b.value)

/**
 * All that tells one place from another: the state, and what every input would come to. The second is what guards read
 * of the context, found out by asking, so that no machine needs to be known here.
 */
function keyOf(exploring: Exploring, at: AnyMachineSnapshot): string {
  const answers = answersAt(exploring, at).map(({ next, said }) => [next.value, said])
  return JSON.stringify([at.value, answers])
}

function saidBy({ letter }: Exploring, actions: readonly { type: string; params?: unknown }[]): string[] {
  return actions.flatMap(({ type, params }) => {
    if (type !== 'xstate.emit' || typeof params !== 'object' || params === null || !('event' in params)) return []
    const said = isEvent(params.event) ? letter(params.event) : null
    return said === null ? [] : [said]
  })
}

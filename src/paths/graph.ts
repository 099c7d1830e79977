import { adjacencyMapToArray, getAdjacencyMap } from '@xstate/graph'
import { type EventObject, fromTransition } from 'xstate'
import type { ItemEvent, WireEvent } from '../wire/event.ts'
import { letterOf } from './letter.ts'
import type { Step, Walkable } from './walkable.ts'

/** A place in a graph: what the machine can do from there, and the letter it said last. */
export interface Node<At> {
  key: string
  at: At
  done: boolean
}

/** One input at one place, and what it came to. */
export interface Edge<Input, Event> {
  from: string
  input: Input
  to: string
  events: readonly Event[]
  warnings: Step<unknown, Event>['warnings']
}

/** All that a machine can do. */
export interface Graph<At, Input, Event> {
  start: string
  nodes: ReadonlyMap<string, Node<At>>
  /** By the place that they lead away from; none leads away from an end. */
  edges: ReadonlyMap<string, readonly Edge<Input, Event>[]>
}

/** More steps than any machine here takes; a key that grows without bound is a mistake, and throws. */
const limit = 100_000

/**
 * Explores a machine to the end. The last letter is part of a place: else a loop from a place to itself would be no
 * edge worth walking twice, and what is wrong after the second delta would never be seen.
 */
export function explore<At, Input extends EventObject, Event extends ItemEvent | WireEvent>(
  walkable: Walkable<At, Input, Event>,
): Graph<At, Input, Event> {
  interface Place extends Step<At, Event> {
    letter: string
  }
  const place = (step: Step<At, Event>, before: string): Place => {
    const last = step.events.at(-1)
    return Object.assign({ letter: last === undefined ? before : letterOf(last) }, step)
  }
  const key = ({ at, letter }: Place) => `${walkable.key(at)} after ${letter}`
  const first = place(walkable.start(), 'nothing')
  const logic = fromTransition((from: Place, input: Input) => place(walkable.step(from.at, input), from.letter), first)
  const adjacency = getAdjacencyMap(logic, {
    events: walkable.inputs,
    serializeState: ({ context }) => key(context),
    stopWhen: ({ context }) => walkable.done(context.at),
    limit,
  })
  const nodes = new Map<string, Node<At>>()
  const edges = new Map<string, Edge<Input, Event>[]>()
  const seen = (at: Place) => {
    if (!nodes.has(key(at))) nodes.set(key(at), { key: key(at), at: at.at, done: walkable.done(at.at) })
    return key(at)
  }
  const start = seen(first)
  for (const { state, event: input, nextState } of adjacencyMapToArray(adjacency)) {
    const { events, warnings } = nextState.context
    const edge = { from: seen(state.context), input, to: seen(nextState.context), events, warnings }
    const others = edges.get(edge.from)
    if (others === undefined) edges.set(edge.from, [edge])
    else others.push(edge)
  }
  return { start, nodes, edges }
}

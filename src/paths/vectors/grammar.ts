import type { EventObject } from 'xstate'
import type { ResponseMachineInput } from '../../wire/input.ts'
import type { Graph } from '../graph.ts'
import type { Walkable } from '../walkable.ts'

/** What can be said in a form of model output: an automaton over the machine's inputs. */
export interface Grammar {
  start: string
  /** Where an input leads to; null where the form has no way to say it there. */
  step(place: string, input: ResponseMachineInput): string | null
}

/** The place after all of these inputs; null where some can't be said. */
export function placeAfter(grammar: Grammar, inputs: readonly ResponseMachineInput[]): string | null {
  let place: string | null = grammar.start
  for (const input of inputs) if (place !== null) place = grammar.step(place, input)
  return place
}

interface Within<At> {
  at: At
  place: string | null
}

/** A machine that is told no more than a form can say: the two side by side. What can't be said leads nowhere. */
export function within<At, Input extends EventObject & ResponseMachineInput, Event>(
  walkable: Walkable<At, Input, Event>,
  grammar: Grammar,
  inputs: readonly Input[],
): Walkable<Within<At>, Input, Event> {
  return {
    name: walkable.name,
    inputs,
    start: () => {
      const { at, ...said } = walkable.start()
      return { at: { at, place: grammar.start }, ...said }
    },
    step({ at, place }, input) {
      const next = place === null ? null : grammar.step(place, input)
      if (next === null) return { at: { at, place: null }, events: [], warnings: [] }
      const stepped = walkable.step(at, input)
      // What the machine has no place for is no model output.
      const isLost = stepped.warnings.length > 0
      return { ...stepped, at: { at: stepped.at, place: isLost ? null : next } }
    },
    key: ({ at, place }) => (place === null ? nowhere : `${place} | ${walkable.key(at)}`),
    done: ({ at, place }) => place !== null && walkable.done(at),
  }
}

const nowhere = 'nowhere'

/** A graph without the ways to what can't be said. */
export function sayable<At, Input, Event>(graph: Graph<Within<At>, Input, Event>): Graph<Within<At>, Input, Event> {
  const isSayable = (key: string) => graph.nodes.get(key)?.at.place !== null
  return {
    start: graph.start,
    nodes: new Map([...graph.nodes].filter(([key]) => isSayable(key))),
    edges: new Map(
      [...graph.edges]
        .filter(([key]) => isSayable(key))
        .map(([key, edges]) => [key, edges.filter(({ to }) => isSayable(to))]),
    ),
  }
}

import type { AnyMachineSnapshot, AnyStateMachine } from 'xstate'
import { itemKey } from '../../src/paths/key.ts'
import { startItem, stepItem } from '../../src/paths/step.ts'
import type { ItemInput } from '../../src/wire/item.ts'
import type { Acceptor } from '../oracle/automaton.ts'
import { letterOf } from '../oracle/letter.ts'

/** What a machine can say, as an acceptor that was read off it. */
export interface Derived extends Acceptor<string> {
  alphabet: readonly string[]
  /** No word of the machine begins like this. */
  dead(state: string): boolean
}

/** A position: where the machine can be, or has got to within what one input makes it say. */
interface Position {
  accepts: boolean
  silently: number[]
  by: Map<string, number[]>
}

/**
 * Explores a machine, made with each of these inputs in turn, until no input of the alphabet leads anywhere new; what it
 * emits on the way are the letters. Then every set of positions that the same letters lead to is one state.
 */
export function derive(
  machine: AnyStateMachine,
  configurations: readonly unknown[],
  inputs: readonly ItemInput[],
): Derived {
  const positions: Position[] = []
  const add = (accepts = false) => positions.push({ accepts, silently: [], by: new Map() }) - 1
  const starts = configurations.map((configuration) => exploreFrom(startItem(machine, configuration).at))

  function exploreFrom(start: AnyMachineSnapshot): number {
    const known = new Map<string, number>()
    const todo: { at: AnyMachineSnapshot; position: number }[] = []
    const positionOf = (at: AnyMachineSnapshot) => {
      const key = itemKey(at)
      const position = known.get(key) ?? add(at.status === 'done')
      if (!known.has(key)) todo.push({ at, position })
      known.set(key, position)
      return position
    }
    const first = positionOf(start)
    for (const { at, position } of todo) {
      for (const input of inputs) {
        const { at: next, events } = stepItem(at, input)
        say(
          position,
          events.map((event) => letterOf({ ...event })),
          positionOf(next),
        )
      }
    }
    return first
  }

  function say(from: number, letters: readonly string[], to: number): void {
    let at = from
    for (const [index, letter] of letters.entries()) {
      const next = index === letters.length - 1 ? to : add()
      const { by } = positions[at]!
      by.set(letter, [...(by.get(letter) ?? []), next])
      at = next
    }
    if (letters.length === 0) positions[from]!.silently.push(to)
  }

  function stateOf(reached: readonly number[]): string {
    const all = new Set(reached)
    for (const position of all) for (const next of positions[position]!.silently) all.add(next)
    return [...all].toSorted((a, b) => a - b).join()
  }
  const positionsOf = (state: string) => (state === '' ? [] : state.split(',').map((each) => positions[Number(each)]!))

  return {
    start: stateOf(starts),
    step: (state, letter) => stateOf(positionsOf(state).flatMap(({ by }) => by.get(letter) ?? [])),
    accepts: (state) => positionsOf(state).some(({ accepts }) => accepts),
    dead: (state) => state === '',
    alphabet: [...new Set(positions.flatMap(({ by }) => [...by.keys()]))],
  }
}

import type { AnyMachineSnapshot } from 'xstate'
import { type AllItemMachines, allItemMachines } from '../../machines/all.ts'
import { explore } from '../../src/paths/graph.ts'
import { itemKey } from '../../src/paths/key.ts'
import { startItem, stepItem } from '../../src/paths/step.ts'
import type { Walkable } from '../../src/paths/walkable.ts'
import { edgeWalks, tours } from '../../src/paths/walks.ts'
import type { ItemEvent } from '../../src/wire/event.ts'
import type { ItemInput } from '../../src/wire/item.ts'
import { alphabet } from './alphabet.ts'

/** Every transition of a machine that is made like this, on short walks and on long ones, as lists of inputs. */
export function walksOf(kind: keyof AllItemMachines, configuration: unknown): ItemInput[][] {
  const walkable: Walkable<AnyMachineSnapshot, ItemInput, ItemEvent> = {
    name: kind,
    inputs: alphabet,
    start: () => startItem(allItemMachines[kind], configuration),
    step: stepItem,
    key: itemKey,
    done: (at) => at.status !== 'active',
  }
  const graph = explore(walkable)
  return [...edgeWalks(graph), ...tours(graph)].map((walk) => walk.map(({ input }) => input))
}

/** What a machine says to these inputs, and what it is then. */
export function play(kind: keyof AllItemMachines, configuration: unknown, inputs: readonly ItemInput[]) {
  let { at } = startItem(allItemMachines[kind], configuration)
  const said: object[] = []
  const events: ItemEvent[] = []
  for (const input of inputs) {
    const step = stepItem(at, input)
    at = step.at
    events.push(...step.events)
    said.push(...step.events, ...step.warnings)
  }
  return { at, events, said }
}

import type { AnyMachineSnapshot, EventObject } from 'xstate'
import { allItemMachines } from '../../machines/all.ts'
import { envelope } from '../../src/paths/envelope.ts'
import { explore } from '../../src/paths/graph.ts'
import { itemKey } from '../../src/paths/key.ts'
import { startItem, stepItem } from '../../src/paths/step.ts'
import type { Walkable } from '../../src/paths/walkable.ts'
import { edgeWalks, tours, type Walk } from '../../src/paths/walks.ts'
import { walkableResponse } from '../../src/paths/walkables.ts'
import type { ItemEvent, WireEvent as OwnEvent } from '../../src/wire/event.ts'
import type { ItemInput } from '../../src/wire/item.ts'
import { alphabet } from '../machines/alphabet.ts'
import { configurations, kinds } from '../machines/configurations.ts'
import type { WireEvent } from '../oracle/letter.ts'

/** A stream that our own machines made, and how. */
export interface MadeStream {
  name: string
  events: WireEvent[]
}

/** What is said on a walk. Its edges were explored one by one; here they are walked one after the other. */
function said<At, Input extends EventObject, Event>(walkable: Walkable<At, Input, Event>, walk: Walk<Input, Event>) {
  let { at, events } = walkable.start()
  const heard = [...events]
  for (const { input } of walk) {
    ;({ at, events } = walkable.step(at, input))
    heard.push(...events)
  }
  return heard
}

/** As a client gets it: from bytes. */
function received(events: readonly OwnEvent[]): WireEvent[] {
  return JSON.parse(JSON.stringify(events)) as WireEvent[]
}

/** Every item machine, however it is made, walked along every edge and on long tours; each walk as a whole stream. */
export function itemStreams(): MadeStream[] {
  return kinds.flatMap((kind) =>
    configurations[kind].flatMap((configuration, number): MadeStream[] => {
      const walkable: Walkable<AnyMachineSnapshot, ItemInput, ItemEvent> = {
        name: kind,
        inputs: alphabet,
        start: () => startItem(allItemMachines[kind], configuration),
        step: stepItem,
        key: itemKey,
        done: (at) => at.status !== 'active',
      }
      const graph = explore(walkable)
      return [...edgeWalks(graph), ...tours(graph)].map((walk, at) => ({
        name: `${kind} ${number}, walk ${at}`,
        events: received(envelope(said(walkable, walk))),
      }))
    }),
  )
}

/** The response machine with its items, every way it may be set up, on long tours. */
export function responseStreams(): MadeStream[] {
  return (['close', 'await'] as const).flatMap((hostedTools) =>
    [false, true].flatMap((queued) =>
      tours(explore(walkableResponse({ hostedTools, queued }))).map((walk, at) => ({
        name: `response (${hostedTools}${queued ? ', queued' : ''}), tour ${at}`,
        events: received(said(walkableResponse({ hostedTools, queued }), walk)),
      })),
    ),
  )
}

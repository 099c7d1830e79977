import { type AnyMachineSnapshot, type AnyStateMachine, type EventObject, initialTransition, transition } from 'xstate'
import type { ItemEvent } from '../wire/event.ts'
import type { ItemInput } from '../wire/item.ts'
import type { InputWarning } from '../wire/warning.ts'
import { type Action, emittedBy } from './actions.ts'
import type { Step } from './walkable.ts'

/** An item machine before its first input. */
export function startItem(machine: AnyStateMachine, input: unknown): Step<AnyMachineSnapshot, ItemEvent> {
  const [snapshot, actions] = initialTransition(machine, input)
  return stepped(snapshot, actions)
}

/** One input of an item machine, without an actor. An item that is done answers nothing, as a stopped actor does. */
export function stepItem(snapshot: AnyMachineSnapshot, input: ItemInput): Step<AnyMachineSnapshot, ItemEvent> {
  if (snapshot.status !== 'active') return { at: snapshot, events: [], warnings: [] }
  const [next, actions] = transition(snapshot.machine, snapshot, input)
  return stepped(next, actions)
}

function stepped(at: AnyMachineSnapshot, actions: readonly Action[]): Step<AnyMachineSnapshot, ItemEvent> {
  const events: ItemEvent[] = []
  const warnings: InputWarning[] = []
  for (const action of actions) {
    const emitted = emittedBy(action)
    if (emitted === null) continue
    if (isWarning(emitted)) warnings.push(emitted)
    else if (isItemEvent(emitted)) events.push(emitted)
  }
  return { at, events, warnings }
}

/** Of what an item emits, what stands beside the wire. */
export function isWarning(emitted: EventObject): emitted is InputWarning {
  return emitted.type === 'warning'
}

/** Of what an item emits, what goes on the wire: everything else. */
function isItemEvent(emitted: EventObject): emitted is ItemEvent {
  return !isWarning(emitted)
}

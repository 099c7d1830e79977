import {
  type AnyMachineSnapshot,
  type AnyStateMachine,
  type EventObject,
  initialTransition,
  type SnapshotFrom,
  transition,
} from 'xstate'
import { responseMachine } from '../../machines/response.ts'
import { itemActorId } from '../../machines/verbs.ts'
import type { WireEvent } from '../wire/event.ts'
import type { ResponseMachineInput } from '../wire/input.ts'
import type { ResponseInput } from '../wire/response.ts'
import { type Action, emittedBy, sentBy, stops } from './actions.ts'
import { lengthOf } from '../wire/pages.ts'
import type { Step } from './walkable.ts'

type ResponseSnapshot = SnapshotFrom<typeof responseMachine>

/** A response and its open item, side by side: the item's actor in the response's context is never started. */
export interface ResponseAt {
  response: ResponseSnapshot
  item: AnyMachineSnapshot | null
}

/** A response before its first input. */
export function startResponse(
  input: ResponseInput,
  machine: AnyStateMachine = responseMachine,
): Step<ResponseAt, WireEvent> {
  const [response, actions] = initialTransition(machine, input)
  return new Stepper({ response, item: null }, 0).run(actions)
}

/** One input of a response and all that follows from it; exactly what `createActor(responseMachine)` does. */
export function stepResponse(at: ResponseAt, input: ResponseMachineInput): Step<ResponseAt, WireEvent> {
  if (at.response.status !== 'active') return { at, events: [], warnings: [] }
  const stepper = new Stepper(at, lengthOf(at.response.context.warnings))
  return stepper.run(stepper.take(input))
}

/** Plays XState's part in one step: a mailbox, and the actions in order after each of its letters. */
class Stepper {
  #response: ResponseSnapshot
  #item: AnyMachineSnapshot | null
  readonly #mailbox: EventObject[] = []
  readonly #events: WireEvent[] = []
  readonly #warned: number

  constructor(at: ResponseAt, warned: number) {
    this.#response = at.response
    this.#item = at.item
    this.#warned = warned
  }

  run(first: readonly Action[]): Step<ResponseAt, WireEvent> {
    for (const action of first) this.#execute(action)
    // An actor that is done drops what is left in its mailbox.
    for (const letter of this.#mailbox) {
      if (this.#response.status !== 'active') break
      for (const action of this.take(letter)) this.#execute(action)
    }
    const warnings = this.#response.context.warnings.flat().slice(this.#warned)
    return { at: { response: this.#response, item: this.#item }, events: this.#events, warnings }
  }

  /** The response's own transition. A spawned actor is not started here: what it holds is its machine's beginning. */
  take(letter: EventObject): readonly Action[] {
    const before = this.#response.context.item
    const machine: AnyStateMachine = this.#response.machine
    const [next, actions] = transition(machine, this.#response, letter)
    this.#response = next
    const { item } = this.#response.context
    if (item !== null && item !== before) this.#item = item.getSnapshot()
    if (actions.some((action: Action) => stops(action, before))) this.#item = null
    return actions
  }

  #execute(action: Action): void {
    const emitted = emittedBy(action)
    if (emitted !== null && isWireEvent(emitted)) this.#events.push(emitted)
    const sent = sentBy(action)
    if (sent !== null && sent.to === this.#response.context.item) this.#tell(sent.event)
  }

  /** The item's transition; what it emits, and that it is done, comes back by the mailbox. */
  #tell(input: EventObject): void {
    const item = this.#item
    if (item === null || item.status !== 'active') return
    const [next, actions] = transition(item.machine, item, input)
    this.#item = next
    for (const action of actions) {
      const event = emittedBy(action)
      const letter = { type: 'item.emitted', event }
      if (event !== null) this.#mailbox.push(letter)
    }
    if (next.status === 'done') {
      const done = { type: `xstate.done.actor.${itemActorId}`, output: undefined, actorId: itemActorId }
      this.#mailbox.push(done)
    }
  }
}

/** A response emits nothing but numbered wire events. */
function isWireEvent(emitted: EventObject): emitted is WireEvent {
  return 'sequence_number' in emitted
}

import { assign, emit, enqueueActions, type EventObject, type MachineContext, type ParameterizedObject } from 'xstate'
import { changeOf, type Collector, type Emitter } from '../src/wire/emitter.ts'
import type { ItemInput, ItemIdentity } from '../src/wire/item.ts'
import { type InputWarning, outOfPlace } from '../src/wire/warning.ts'

/**
 * An emitter as an XState action: says the event, and changes the context by what saying it changes. One action and
 * not two, because in XState a second `assign` costs as much as the first.
 */
export function emits<
  Context extends MachineContext,
  Input extends EventObject,
  Event extends EventObject,
  Params extends ParameterizedObject['params'] | undefined = undefined,
>(emitter: Emitter<Context, Input, Event, Params>) {
  return enqueueActions<Context, Input, Params, Input, never, never, never, never, Event>(
    ({ context, event, enqueue }, params) => {
      const said = emitter.event(context, event, params)
      if (changes(emitter)) enqueue.assign(changeOf(emitter, context, event, params))
      enqueue.emit(said)
    },
  )
}

const changes = (emitter: { change?: unknown; append?: unknown }) =>
  emitter.change !== undefined || emitter.append !== undefined

/** A collector as an XState action: keeps the text, says nothing. */
export function appends<Context extends MachineContext>(collector: Collector<Context, ItemInput>) {
  return assign<Context, ItemInput, undefined, ItemInput, never>(({ context, event }) =>
    changeOf(collector, context, event, undefined),
  )
}

/**
 * What an item does with an input that it has no place for: nothing, and says so. XState would drop it silently.
 *
 * @param kind the machine's name, as it stands in the message
 */
export function warns<Context extends ItemIdentity & MachineContext>(kind: string) {
  return emit<Context, ItemInput, undefined, ItemInput, InputWarning>(({ context, event }) =>
    outOfPlace(event, `${kind} ${context.id}`),
  )
}

import {
  type ActorLogic,
  type ActorSystem,
  type ActorSystemInfo,
  matchesState,
  type Snapshot,
  type StateValue,
} from 'xstate'
import type { ItemEvent } from '../../wire/event.ts'
import type { ItemInput } from '../../wire/item.ts'
import type { InputWarning } from '../../wire/warning.ts'
import { CounterpointError } from '../../wire/error.ts'
import type { ItemProgram, ItemSink, OpenItem } from './item.ts'
import { noTemplate } from './output.ts'
import { persistItem } from './persist.ts'

const itemKey = Symbol('item')

/** A compiled item's snapshot. Never changed: each transition makes another. */
export type CompiledItemSnapshot = Snapshot<undefined> & {
  readonly value: StateValue
  readonly context: object
  matches(value: StateValue): boolean
  readonly [itemKey]: OpenItem
}

/** A compiled item machine as an actor's logic, for `createActor`. Its events carry no number: that is the parent's. */
export type CompiledItemLogic<Input> = ActorLogic<
  CompiledItemSnapshot,
  ItemInput,
  Input,
  ActorSystem<ActorSystemInfo>,
  ItemEvent | InputWarning
>

/** Makes the logic of an item's program. */
export function itemLogicOf<Input>(program: ItemProgram<Input>): CompiledItemLogic<Input> {
  return {
    getInitialSnapshot: (_scope, input) => snapshotOf(program.start(input)),
    transition(snapshot, event, scope) {
      if (isStop(event)) return { ...snapshot, status: 'stopped', output: undefined, error: undefined }
      const item = snapshot[itemKey].copy()
      item.step(
        event,
        sinkOf((said) => scope.emit(said)),
      )
      return snapshotOf(item)
    },
    getPersistedSnapshot: (snapshot) =>
      Object.assign(persistItem(snapshot[itemKey]), { output: undefined, error: undefined }),
    restoreSnapshot(persisted) {
      const item = program.restore(Reflect.get(persisted, 'value'), Reflect.get(persisted, 'context'))
      if (item !== null) return snapshotOf(item)
      const message = `This is no snapshot of the machine ${program.kind}; pass what getPersistedSnapshot gave.`
      throw new CounterpointError('snapshot/unreadable', message)
    },
  }
}

function sinkOf(emit: (said: ItemEvent | InputWarning) => void): ItemSink {
  return { say: emit, warn: emit, fromTemplates: false, template: noTemplate, fill: () => undefined }
}

function snapshotOf(item: OpenItem): CompiledItemSnapshot {
  const status = item.isFinal ? 'done' : 'active'
  const { value, context } = item
  return { status, output: undefined, error: undefined, value, context, matches, [itemKey]: item }
}

function matches(this: { value: StateValue }, value: StateValue): boolean {
  return matchesState(value, this.value)
}

function isStop(event: { type: string }): boolean {
  return event.type === 'xstate.stop'
}

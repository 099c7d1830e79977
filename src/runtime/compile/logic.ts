import {
  type ActorLogic,
  type ActorSystem,
  type ActorSystemInfo,
  matchesState,
  type Snapshot,
  type StateValue,
} from 'xstate'
import type { WireEvent } from '../../wire/event.ts'
import {
  type ResponseInput,
  type ResponseMachineEvent,
  type ResponseState,
  responseState,
} from '../../wire/response.ts'
import { EventOutput } from './output.ts'
import { persist, restore } from './persist.ts'
import type { ResponseProgram } from './response.ts'
import { ResponseRun } from './run.ts'

/** Where a snapshot keeps the run behind it: what the next transition copies. */
const runKey = Symbol('run')

/** A compiled response's snapshot. Never changed: each transition makes another. */
export type CompiledSnapshot = Snapshot<undefined> & {
  readonly value: StateValue
  readonly context: ResponseState
  matches(value: StateValue): boolean
  readonly [runKey]: ResponseRun
}

/** A compiled response machine as an actor's logic, for `createActor`. */
export type CompiledLogic = ActorLogic<
  CompiledSnapshot,
  ResponseMachineEvent,
  ResponseInput | undefined,
  ActorSystem<ActorSystemInfo>,
  WireEvent
>

/** Makes the logic of a program. */
export function logicOf(program: ResponseProgram): CompiledLogic {
  return {
    getInitialSnapshot(scope, input = {}) {
      // The actor is not started yet, so nobody listens: what is said now waits until it is.
      const output = new EventOutput((event) => scope.defer(() => scope.emit(event)))
      const run = new ResponseRun(program, output, program.table.initial, responseState(input), null)
      run.begin({ type: 'response.start' })
      return snapshotOf(run)
    },
    transition(snapshot, event, scope) {
      if (isStop(event)) return { ...snapshot, status: 'stopped', output: undefined, error: undefined }
      const run = snapshot[runKey].copy(new EventOutput((said) => scope.emit(said)))
      run.step(event)
      return snapshotOf(run)
    },
    getPersistedSnapshot: (snapshot) =>
      Object.assign(persist(snapshot[runKey]), { output: undefined, error: undefined }),
    restoreSnapshot: (persisted) => snapshotOf(restore(program, persisted, new EventOutput(() => undefined))),
  }
}

function snapshotOf(run: ResponseRun): CompiledSnapshot {
  const { row, state } = run
  const status = row.isFinal ? 'done' : 'active'
  return { status, output: undefined, error: undefined, value: row.value, context: state, matches, [runKey]: run }
}

function matches(this: { value: StateValue }, value: StateValue): boolean {
  return matchesState(value, this.value)
}

/** What XState sends to an actor that is stopped from outside. */
function isStop(event: { type: string }): boolean {
  return event.type === 'xstate.stop'
}

import type { AnyStateMachine } from 'xstate'
import { type Opening, opening } from '../../../machines/opening.ts'
import type { RoutedKind } from '../../../machines/routing.ts'
import { endingOf, itemInputOf, relayChange, warnChange } from '../../../machines/verbs.ts'
import { changeOf, type Emitter } from '../../wire/emitter.ts'
import { numbered, type ResponseEvent } from '../../wire/event.ts'
import { lifecycleEmitters } from '../../wire/lifecycle.ts'
import type { ResponseMachineEvent, ResponseState } from '../../wire/response.ts'
import type { OpenItem } from './item.ts'
import { compileItems, type ItemPrograms } from './items.ts'
import { link, type LinkedRow, type LinkedTable } from './link.ts'
import { isMachine } from './machine.ts'
import type { NamedStep } from './named.ts'
import { decideByType } from './decide.ts'
import { CompileError } from './refusal.ts'
import type { ResponseRun } from './run.ts'
import { type Table, tableOf } from './table.ts'

/** An action of the response machine: one of its verbs, or an emitter. */
export type ResponseAction = (run: ResponseRun, event: ResponseMachineEvent) => void

/** A row of the response machine. */
export type ResponseRow = LinkedRow<ResponseState, ResponseMachineEvent, ResponseAction>

/** The response machine with its items, as one program. */
export interface ResponseProgram {
  table: LinkedTable<ResponseState, ResponseMachineEvent, ResponseAction>
  items: ItemPrograms
  /** Rows in which every event of an item but D is numbered and said, whatever it is: the token path asks no guard. */
  relaying: ReadonlySet<ResponseRow>
}

/** Compiles the response machine with the item machines that it spawns. Throws `CompileError`. */
export function compileResponse(machine: AnyStateMachine): ResponseProgram {
  const items = compileItems((kind) => {
    const item: unknown = machine.implementations.actors[kind]
    if (isMachine(item)) return item
    throw new CompileError(machine.id, `the actor ${kind}, which is no state machine,`)
  })
  const table = tableOf(machine)
  refuseEarlyForward(table)
  const linked = link(machine, table, (step) => responseAction(items, step))
  const says = new Set(Object.values(items).flatMap((item) => item.says))
  return { table: linked, items, relaying: new Set(linked.rows.filter((row) => relaysAll(row, says))) }
}

/** What an item says comes back after its parent's whole transition, so nothing may follow the `forward` in it. */
function refuseEarlyForward({ rows }: Table): void {
  for (const row of rows) {
    for (const { actions } of [...row.on.values(), row.otherwise, row.always].flat()) {
      const at = actions.findIndex(({ type }) => type === 'forward')
      if (at !== -1 && at !== actions.length - 1) throw new CompileError(row.path, 'an action after forward')
    }
  }
}

function relaysAll(row: ResponseRow, says: ReadonlySet<string>): boolean {
  const candidates = row.on.get('item.emitted') ?? row.otherwise
  return [...says].every((type) => {
    const taken = decideByType(candidates, type)
    return taken !== null && taken.target === null && taken.actions.length === 1 && taken.actions[0] === relay
  })
}

const relay: ResponseAction = (run, event) => {
  if (event.type !== 'item.emitted' || event.event.type === 'warning') return
  run.output.event(numbered(run.state.sequence, event.event))
  Object.assign(run.state, relayChange(run.state, event.event))
}

const forward: ResponseAction = (run, event) => {
  const input = itemInputOf(event)
  if (run.item === null || input === null) return
  const ending = endingOf(event)
  if (ending !== null) run.state.ending = ending
  run.item.step(input, run)
}

const close: ResponseAction = (run) => {
  run.item = null
}

const warn: ResponseAction = (run, event) => {
  Object.assign(run.state, warnChange(run.state, event))
}

function open(items: ItemPrograms): ResponseAction {
  return (run, event) => {
    if (event.type !== 'segment.start') return
    const opened = opening(run.state, event)
    run.state.made = opened.made
    run.item = start(items, opened)
  }
}

function start<Kind extends RoutedKind>(items: ItemPrograms, { kind, input }: Opening<Kind>): OpenItem {
  return items[kind].start(input)
}

function responseAction(items: ItemPrograms, { type }: NamedStep): ResponseAction | null {
  if (type === 'open') return open(items)
  const verb = verbs.get(type)
  if (verb !== undefined) return verb
  const emitter = emitters.get(type)
  return emitter === undefined ? null : say(emitter)
}

const verbs = new Map<string, ResponseAction>(Object.entries({ relay, forward, close, warn }))

const emitters = new Map<string, Emitter<ResponseState, ResponseMachineEvent, ResponseEvent, undefined>>(
  Object.entries(lifecycleEmitters),
)

function say(emitter: Emitter<ResponseState, ResponseMachineEvent, ResponseEvent, undefined>): ResponseAction {
  return (run, event) => {
    const { state } = run
    const said = numbered(state.sequence, emitter.event(state, event, undefined))
    Object.assign(state, changeOf(emitter, state, event, undefined))
    state.sequence += 1
    run.output.event(said)
  }
}

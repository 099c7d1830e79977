import type { StateValue } from 'xstate'
import { itemActorId } from '../../../machines/verbs.ts'
import { CounterpointError } from '../../wire/error.ts'
import type { ResponseState } from '../../wire/response.ts'
import { readSnapshot } from '../../wire/snapshot.ts'
import type { OpenItem } from './item.ts'
import type { ItemPrograms } from './items.ts'
import type { Output } from './output.ts'
import type { ResponseProgram } from './response.ts'
import { ResponseRun } from './run.ts'

/** XState's shape of a persisted snapshot, which the compiled side writes and reads too. */
export interface PersistedSnapshot {
  status: 'active' | 'done'
  value: StateValue
  historyValue: object
  context: object
  children: object
}

/** How XState persists an actor's reference; the open item's stands in the context and in the children. */
const itemReference = { xstate$$type: 1, id: itemActorId }

/** A running response as XState would persist it. */
export function persist({ row, state, item }: ResponseRun): PersistedSnapshot {
  return {
    status: row.isFinal ? 'done' : 'active',
    value: row.value,
    historyValue: {},
    context: { ...state, item: item === null ? null : itemReference },
    children: item === null ? {} : { [itemActorId]: { snapshot: persistItem(item), src: item.kind } },
  }
}

/** An item as XState would persist it. */
export function persistItem(item: OpenItem): PersistedSnapshot {
  const { value, isFinal, context } = item
  return { status: isFinal ? 'done' : 'active', value, historyValue: {}, context: { ...context }, children: {} }
}

/**
 * Carries a persisted response on, whichever side wrote it.
 *
 * @throws CounterpointError `snapshot/unreadable` or `snapshot/version`
 */
export function restore(program: ResponseProgram, snapshot: unknown, output: Output): ResponseRun {
  readSnapshot(snapshot)
  const value = JSON.stringify(fieldOf(snapshot, 'value'))
  const row = program.table.rows.find((each) => JSON.stringify(each.value) === value)
  if (row === undefined) throw unreadable(`it names no state of the response machine (${value})`)
  const { state, item } = contextOf(fieldOf(snapshot, 'context'))
  return new ResponseRun(program, output, row, state, item === null ? null : restoreItem(program.items, snapshot))
}

function contextOf(context: unknown): { state: ResponseState; item: unknown } {
  if (!isState(context)) throw unreadable('its context is not a response')
  const { item = null, ...state } = context
  return { state, item }
}

function isState(context: unknown): context is ResponseState & { item?: unknown } {
  return fieldOf(context, 'response') !== undefined && Array.isArray(fieldOf(context, 'output'))
}

function restoreItem(items: ItemPrograms, snapshot: unknown): OpenItem {
  const child = fieldOf(fieldOf(snapshot, 'children'), itemActorId)
  const kind = fieldOf(child, 'src')
  const program = Object.values(items).find((each) => each.kind === kind)
  const item = program?.restore(
    fieldOf(fieldOf(child, 'snapshot'), 'value'),
    fieldOf(fieldOf(child, 'snapshot'), 'context'),
  )
  if (item === undefined || item === null) throw unreadable(`its open item (${String(kind)}) can't be read`)
  return item
}

function fieldOf(value: unknown, name: string): unknown {
  return typeof value === 'object' && value !== null ? Reflect.get(value, name) : undefined
}

function unreadable(why: string): CounterpointError {
  return new CounterpointError(
    'snapshot/unreadable',
    `The snapshot can't be carried on: ${why}; pass what getPersistedSnapshot gave.`,
  )
}

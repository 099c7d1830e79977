import type { AnyMachineSnapshot } from 'xstate'
import { readWebSearchAction } from '../wire/web-search-action.ts'
import type { ResponseAt } from './compose.ts'

/** All that decides what an item says next: its state, and what its guards will read of its context. */
export function itemKey(snapshot: AnyMachineSnapshot): string {
  const { value, context, machine } = snapshot
  const searching = machine.id === 'web_search_call' && value === 'arguments'
  return searching ? `${value}, ${readability(context.actionName, context.arguments)}` : String(value)
}

/**
 * Whether a search's arguments can be read is the one thing that a guard takes from text. Text that is spoilt stays
 * so under the deltas of `inputs.ts`, and empty text does not: three cases, not two.
 */
function readability(name: string, text: string): string {
  if (text === '') return 'empty'
  return readWebSearchAction(name, text) === null ? 'unreadable' : 'readable'
}

/** All that decides what a response says next: its own state, and its open item's. */
export function responseKey({ response, item }: ResponseAt): string {
  const value = valueText(response.value)
  return item === null ? value : `${value} > ${item.machine.id} ${itemKey(item)}`
}

/** A state value as a path: `in_progress.inItem`. */
export function valueText(value: unknown): string {
  if (typeof value !== 'object' || value === null) return String(value)
  return Object.entries(value)
    .map(([name, inner]) => `${name}.${valueText(inner)}`)
    .join(' & ')
}

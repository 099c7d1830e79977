import { type IdPrefix, makeId } from '../../wire/ids.ts'
import type { InputItem } from './input-items.ts'

/** An item under an id, by which it is listed, and can be referred to later. */
export type IdentifiedItem = InputItem & { id: string }

/** Gives an item an id where the client sent none. */
export function identified(item: InputItem, seed: string, n: number): IdentifiedItem {
  const given = 'id' in item ? item.id : undefined
  return { ...item, id: typeof given === 'string' && given !== '' ? given : makeId(prefixOf(item.type), seed, n) }
}

function prefixOf(type: InputItem['type']): IdPrefix {
  if (type === 'reasoning') return 'rs'
  if (type === 'function_call' || type === 'function_call_output') return 'fc'
  if (type === 'custom_tool_call' || type === 'custom_tool_call_output') return 'ctc'
  if (type === 'code_interpreter_call') return 'ci'
  if (type === 'web_search_call') return 'ws'
  return type?.startsWith('mcp_') === true ? 'mcp' : 'msg'
}

import type { Received } from '../../check/conservation.ts'
import { isObject, type Json, objectIn } from '../../check/json.ts'

type Field = 'text' | 'refusal' | 'arguments'

/** Where a delta belongs in an item that was never done. */
const fields: ReadonlyMap<unknown, Field> = new Map([
  ['response.output_text.delta', 'text'],
  ['response.refusal.delta', 'refusal'],
  ['response.reasoning_text.delta', 'text'],
  ['response.reasoning.delta', 'text'],
  ['response.reasoning_summary_text.delta', 'text'],
  ['response.function_call_arguments.delta', 'arguments'],
])

/** An item as far as it was heard. */
interface Heard {
  id: unknown
  index: unknown
  item: Json
  done: boolean
}

/**
 * What a client was told: each item as its `output_item.done` has it, or as its deltas say where that never came; the
 * terminal event's output where there was no item at all. An item that is told twice counts once: that it was is for
 * the order to say.
 */
export function receivedIn(events: readonly unknown[]): Received {
  const items: Heard[] = []
  let terminal: Json = {}
  for (const event of events) {
    if (!isObject(event)) continue
    if (isTerminal(event['type'])) terminal = objectIn(event, 'response')
    else if (isObject(event['item'])) hear(items, event, event['item'])
    else append(items, event)
  }
  const { output, usage } = terminal
  const listed: readonly unknown[] = Array.isArray(output) ? output : []
  return { output: items.length === 0 ? listed : items.map(({ item }) => item), usage }
}

/** Whether an event of this type ends a stream. */
export function isTerminal(type: unknown): boolean {
  return type === 'response.completed' || type === 'response.incomplete' || type === 'response.failed'
}

function hear(items: Heard[], { type, output_index: index }: Json, item: Json): void {
  const done = type === 'response.output_item.done'
  const { id } = item
  const open = openItem(items, id, index)
  if (done && open !== undefined) Object.assign(open, { item, done })
  else if (!items.some((each) => each.id === id && each.index === index)) items.push({ id, index, item, done })
}

/** By its id, or by its place where the id is another one. */
function openItem(items: readonly Heard[], id: unknown, index: unknown): Heard | undefined {
  const open = items.filter(({ done }) => !done)
  return open.find((each) => each.id === id) ?? open.find((each) => each.index === index)
}

function append(items: readonly Heard[], { type, delta, item_id: id, output_index: index }: Json): void {
  const field = fields.get(type)
  const open = openItem(items, id, index)
  if (field === undefined || open === undefined || typeof delta !== 'string') return
  const { item } = open
  if (field === 'arguments') {
    open.item = { ...item, arguments: `${String(item['arguments'] ?? '')}${delta}` }
    return
  }
  const content: readonly unknown[] = Array.isArray(item['content']) ? item['content'] : []
  const part = field === 'refusal' ? { type: 'refusal', refusal: delta } : { type: 'output_text', text: delta }
  open.item = { ...item, content: [...content, part] }
}

import { eachEvent, eachItem, type Telling } from './telling.ts'

/** Differences in what stands in an event. */

/** `content_index` is never reset between items. */
export function D1(telling: Telling): Telling {
  return eachEvent(telling, (event) => ('content_index' in event ? { ...event, content_index: 0 } : event))
}

/** function_call `output_item.done`: `id: null`, and the event's own fields inside the item. */
export function D2(telling: Telling): Telling {
  return eachItem(telling, 'function_call', (item) => {
    if (item.id !== null) return item
    const { item_id, output_index: _index, sequence_number: _number, ...own } = item
    return { ...own, id: String(item_id) }
  })
}

/** `server_label` of `container.exec`, `mcp.a.b`, `x.y` is the whole recipient. */
export function D9(telling: Telling): Telling {
  return eachItem(telling, 'mcp_call', (item) => {
    const [label, ...name] = String(item.name).split('.')
    return name.length === 0 ? item : { ...item, server_label: label, name: name.join('.') }
  })
}

/** Action type `find`. */
export function D16(telling: Telling): Telling {
  return eachAction(telling, (action) => (action.type === 'find' ? { ...action, type: 'find_in_page' } : action))
}

const prefixes = new Map([
  ['reasoning', 'rs'],
  ['web_search_call', 'ws'],
  ['code_interpreter_call', 'ci'],
])

/** Reasoning ids `msg_`, web and code ids `tool_`. */
export function D19(telling: Telling): Telling {
  return eachEvent(telling, (event, { events }) => {
    const prefix = prefixes.get(events.find(({ item }) => item !== undefined)?.item?.type ?? '')
    if (prefix === undefined) return event
    const named = (id: string) => id.replace(/^[a-z]+_/, `${prefix}_`)
    if (event.item !== undefined) return { ...event, item: { ...event.item, id: named(String(event.item.id)) } }
    return { ...event, item_id: named(String(event.item_id)) }
  })
}

/** `name` in `mcp_call_arguments.done`. */
export function D20(telling: Telling): Telling {
  return withoutName(telling, 'response.mcp_call_arguments.done')
}

/** code_interpreter_call added with `code: null`. */
export function D22(telling: Telling): Telling {
  return eachItem(telling, 'code_interpreter_call', (item) => ({ ...item, code: item.code ?? '' }))
}

/** No `message.phase`. */
export function D24(telling: Telling): Telling {
  return eachItem(telling, 'message', (item, { segment }) => {
    return { ...item, phase: segment.channel === 'commentary' ? 'commentary' : 'final_answer' }
  })
}

/** `name` in `function_call_arguments.done`. */
export function D26(telling: Telling): Telling {
  return withoutName(telling, 'response.function_call_arguments.done')
}

const leftOut = ['caller', 'namespace', 'encrypted_content']
const emptyLists = ['content', 'outputs', 'logprobs']

/** Null `caller`, `namespace`, `encrypted_content`, `content`, `outputs`, `logprobs` spelled out. */
export function D27(telling: Telling): Telling {
  return eachEvent(telling, (event) => {
    const copy = structuredClone(event)
    tidy(copy)
    return copy
  })
}

/** Null `queries` and `sources` in a search: found here, not listed in the folder. */
export function D28(telling: Telling): Telling {
  return eachAction(telling, (action) => {
    const kept = Object.entries(action).filter(
      ([name, value]) => value !== null || !['queries', 'sources'].includes(name),
    )
    return Object.fromEntries(kept)
  })
}

function withoutName(telling: Telling, type: string): Telling {
  return eachEvent(telling, (event) => {
    if (event.type !== type) return event
    const { name: _, ...rest } = event
    return rest
  })
}

function eachAction(telling: Telling, change: (action: Record<string, unknown>) => object): Telling {
  return eachItem(telling, 'web_search_call', (item) => {
    const { action } = item
    return typeof action === 'object' && action !== null ? { ...item, action: change({ ...action }) } : item
  })
}

function tidy(record: object): void {
  for (const [name, value] of Object.entries(record)) {
    if (value === null && leftOut.includes(name)) Reflect.deleteProperty(record, name)
    else if (value === null && emptyLists.includes(name)) Reflect.set(record, name, [])
    else if (typeof value === 'object' && value !== null) tidy(value)
  }
}

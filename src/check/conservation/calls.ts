import { readWebSearchAction } from '../../wire/web-search-action.ts'
import { isObject, type Json, same, shown } from '../json.ts'
import type { Produced, ProducedCall, Unconserved } from './produced.ts'

/** Whose field holds what the model wrote. */
const fields: Readonly<Record<string, string>> = {
  function_call: 'arguments',
  custom_tool_call: 'input',
  mcp_call: 'arguments',
  code_interpreter_call: 'code',
}

/** The calls that were made, against the items: each stands in exactly one, whole. */
export function checkCalls(produced: readonly Produced[], output: readonly unknown[]): Unconserved[] {
  const items = output.filter(isObject).filter(isCall)
  const lost: ProducedCall[] = []
  for (const call of produced.filter((each) => each.kind === 'call')) {
    const at = items.findIndex((item) => isNamed(item, call.name) && holds(item, call))
    if (at < 0) lost.push(call)
    else items.splice(at, 1)
  }
  return [...lost.flatMap((call) => [lostCall(call, items)]), ...items.map(inventedCall)]
}

function isCall({ type }: Json): boolean {
  return typeof type === 'string' && (type === 'web_search_call' || type in fields)
}

/** Whether a call's name, as the model wrote it, is this item's: the wire has it without its address. */
function isNamed(item: Json, name: string): boolean {
  if (item['type'] === 'code_interpreter_call') return name === 'python'
  if (item['type'] === 'web_search_call') return name.startsWith('browser.')
  const { name: own, namespace, server_label: label } = item
  return (
    own === name ||
    (namespace !== undefined && name.endsWith(`${String(namespace)}__${String(own)}`)) ||
    [namespace, label, 'functions', ''].some((place) => name.endsWith(`${String(place ?? '')}.${String(own)}`))
  )
}

function holds(item: Json, { name, arguments: args }: ProducedCall): boolean {
  if (item['type'] !== 'web_search_call') return valueOf(item) === args
  const action = item['action']
  if (!isObject(action)) return false
  // One that nobody could read has the raw text as its query; a host may know more than the model said.
  if (action['query'] === args) return true
  const read = readWebSearchAction(name.slice(name.indexOf('.') + 1), args)
  return read !== null && Object.entries(read).every(([field, value]) => same(action[field], value))
}

function valueOf(item: Json): unknown {
  const field = fields[String(item['type'])]
  return field === undefined ? item['action'] : item[field]
}

/** A call that no item holds; the item of its name that holds something else is the one meant. */
function lostCall(call: ProducedCall, items: Json[]): Unconserved {
  const at = items.findIndex((item) => isNamed(item, call.name))
  const [meant] = at < 0 ? [] : items.splice(at, 1)
  const invented = meant === undefined ? '' : textOf(valueOf(meant))
  const became = meant === undefined ? 'stands in no item' : `has become ${shown(invented)}`
  const message = `the call ${call.name} with ${shown(call.arguments)} ${became}`
  return { rule: 'conservation/call', message, lost: call.arguments, invented }
}

function inventedCall(item: Json): Unconserved {
  const invented = textOf(valueOf(item))
  const message = `${String(item['type'])} ${String(item['id'])} with ${shown(invented)} was never called`
  return { rule: 'conservation/call', message, lost: '', invented }
}

function textOf(value: unknown): string {
  return typeof value === 'string' ? value : (JSON.stringify(value) ?? '')
}

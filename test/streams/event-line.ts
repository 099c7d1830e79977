import type { ResponseWarning } from '../../src/runtime/respond.ts'
import { isObject, type Json } from '../oracle/letter.ts'

/**
 * An event in one line: its number, its name without `response.`, its place (`output_index[.part[.annotation]]`), and
 * what it says: `2 output_item.added 0 msg_1 message in_progress final_answer`, `4 output_text.delta 0.0 "Hi"`.
 */
export function eventLine(event: object): string {
  const fields: Json = { ...event }
  const place = [
    fields['output_index'],
    fields['content_index'] ?? fields['summary_index'],
    fields['annotation_index'],
  ].filter((index) => index !== undefined)
  const name = String(fields['type']).replace(/^response\./, '')
  return [fields['sequence_number'], name, place.join('.'), ...details(fields)]
    .filter((word) => word !== undefined && word !== null && word !== '')
    .join(' ')
}

/** A warning in one line: its code, its row of `harmony.md`, what it dropped or what came out of place. */
export function warningLine(warning: ResponseWarning): string {
  const row = 'malformation' in warning ? ` #${warning.malformation}` : ''
  const text = 'text' in warning ? ` ${JSON.stringify(warning.text)}` : ''
  const input = 'input' in warning ? ` ${warning.input.type}` : ''
  return `! ${warning.code}${row}${input}${text}`
}

function details(event: Json): unknown[] {
  const { response, item, part } = event
  if (isObject(response)) return responseDetails(String(event['type']), response)
  if (isObject(item)) return itemDetails(item)
  if (isObject(part)) return [part['type'], quoted(part['text'] ?? part['refusal'])]
  if (event['type'] === 'error') return [event['code'], JSON.stringify(event['message'])]
  if (event['annotation'] !== undefined) return [JSON.stringify(event['annotation'])]
  const said = ['delta', 'text', 'refusal', 'arguments', 'code', 'input'].map((name) => event[name])
  return said.filter((value) => value !== undefined).map((value) => JSON.stringify(value))
}

function responseDetails(type: string, response: Json): unknown[] {
  const { status, incomplete_details: why, error, usage } = response
  const counts = isObject(usage) && Number(usage['total_tokens']) > 0 ? usage : null
  return [
    type === `response.${String(status)}` ? '' : status,
    isObject(why) ? why['reason'] : '',
    isObject(error) ? error['code'] : '',
    counts === null ? '' : `usage ${String(counts['input_tokens'])}+${String(counts['output_tokens'])}`,
  ]
}

function itemDetails(item: Json): unknown[] {
  const outputs = item['outputs']
  const printed = Array.isArray(outputs) && outputs.length > 0 ? outputs : undefined
  return [
    item['id'],
    item['type'],
    item['status'],
    item['phase'],
    item['call_id'],
    [item['server_label'] ?? item['namespace'], item['name']].filter(Boolean).join('.'),
    json(item['action'] ?? item['error'] ?? item['output'] ?? printed),
  ]
}

function json(value: unknown): string {
  return value === undefined || value === null ? '' : JSON.stringify(value)
}

function quoted(text: unknown): string {
  return text === undefined || text === '' ? '' : JSON.stringify(text)
}

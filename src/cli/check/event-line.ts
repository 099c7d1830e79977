import type { CheckedEvent } from '../../check/event-check.ts'
import { isObject, type Json } from '../../check/json.ts'
import { visible } from './visible.ts'

/** An event in one line of a timeline: its place, its line in the file, its type, and what tells it from others. */
export function eventLine({ event, index }: CheckedEvent): string {
  const at = String(index).padStart(5)
  if (event === null) return `${at}  ${''.padStart(10)}  (the end)`
  const { value, line, fault } = event
  const place = `line ${String(line).padStart(5)}`
  if (typeof value === 'string') return `${at}  ${place}  ${fault ?? ''} ${visible(value.slice(0, 60))}`.trimEnd()
  if (!isObject(value)) return `${at}  ${place}  ${visible(JSON.stringify(value).slice(0, 60))}`
  const type = typeof value['type'] === 'string' ? value['type'] : '(no type)'
  const item = 'output_index' in value ? `#${cut(value['output_index'])}` : ''
  return `${at}  ${place}  ${visible(type).padEnd(42)} ${item.padEnd(4)} ${detail(value)}`.trimEnd()
}

function detail(event: Json): string {
  const { delta, item, response, part } = event
  if (delta !== undefined) return cut(delta)
  const told = isObject(item) ? item : isObject(response) ? response : isObject(part) ? part : null
  if (told === null) return ''
  const { type, status } = told
  return [type, status].flatMap((word) => (typeof word === 'string' ? [visible(word.slice(0, 40))] : [])).join(' ')
}

function cut(value: unknown): string {
  const text = JSON.stringify(typeof value === 'string' ? value.slice(0, 80) : value) ?? ''
  return visible(text.length <= 44 ? text : `${text.slice(0, 43)}…`)
}

import type { JsonSchema } from '../json-schema/schema.ts'
import { literal } from './literal.ts'

/** A text as comment lines, one for each of its lines. */
export function commentLines(text: string, indent: string): string {
  if (text.trim() === '') return ''
  return text
    .trimEnd()
    .split(/\r\n?|\n/)
    .map((line) => `${indent}//${line === '' ? '' : ` ${line}`}\n`)
    .join('')
}

/** What stands above a property: its title, its description, its examples. */
export function propertyComments(schema: JsonSchema, indent: string): string {
  const { title, description, examples } = schema
  let comments = ''
  if (typeof title === 'string' && title !== '') comments += `${commentLines(title, indent)}${indent}//\n`
  if (typeof description === 'string') comments += commentLines(description, indent)
  if (Array.isArray(examples) && examples.length > 0) {
    comments += `${indent}// Examples:\n`
    for (const example of examples) comments += `${indent}// - ${literal(example)}\n`
  }
  return comments
}

/** `default: …`, or nothing. A default out of an enum stands without quotes, as the model has learnt it. */
export function defaultComment(schema: JsonSchema): string {
  if (schema.default === undefined) return ''
  const isBare = typeof schema.default === 'string' && Array.isArray(schema.enum)
  return `default: ${isBare ? String(schema.default) : literal(schema.default)}`
}

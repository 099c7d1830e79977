/**
 * A test file for somebody's own generator. It needs nothing but Vitest, and `generate.ts` beside it.
 *
 * @param vectors an expression that gives the document: its JSON, or where to read it
 */
export function vitestFile(vectors: string): string {
  return `// @ts-nocheck
// Made by \`counterpoint paths --format vitest\`: every path of the machines as a test of your own generator.
// In generate.ts beside this file:
//   export const form = 'harmony' // what you read: 'machine', 'harmony', 'tokens' or 'chat'
//   export function generate(input, vector) { … } // gives the events, as a list or as an (async) iterable
// \`input\` is the vector in that form, \`vector.given\` is what the response is made with. Ids may be your own.
import { readFileSync } from 'node:fs'
import { describe, expect, test } from 'vitest'
import * as own from './generate.ts'

const { machines } = ${vectors}

const form = own.form ?? 'machine'

/** Ids by the order in which they appear: a generator may make its own. */
function withoutNames(events) {
  const ids = new Map()
  const rename = (id) => ids.get(id) ?? ids.set(id, \`id \${ids.size}\`).get(id)
  const walk = (value, field) => {
    if (typeof value === 'string') return /^(id|item_id|call_id)$/.test(field) ? rename(value) : value
    if (Array.isArray(value)) return value.map((each) => walk(each, ''))
    if (typeof value !== 'object' || value === null) return value
    return Object.fromEntries(Object.entries(value).map(([name, inner]) => [name, walk(inner, name)]))
  }
  return events.map((event) => walk(comparable(JSON.parse(JSON.stringify(event))), ''))
}

/** Of a response only what the protocol says of it: the rest echoes the request. */
function comparable(event) {
  if (event.response === undefined) return event
  const { id, status, output, usage, error, incomplete_details } = event.response
  return { ...event, response: { id, status, output, usage, error, incomplete_details } }
}

async function listOf(events) {
  const all = []
  for await (const event of await events) all.push(event)
  return all
}

describe.each(machines)('$machine', ({ positive }) => {
  const told = positive.filter(({ inputs }) => inputs[form] !== null)
  if (told.length === 0) test.skip(\`has no path that can be told as \${form}\`, () => undefined)
  else test.each(told)('$id', async (vector) => {
    const events = await listOf(own.generate(vector.inputs[form], vector))
    expect(withoutNames(events)).toEqual(withoutNames(vector.expected.events))
  })
})
`
}

/** What stands in `generate.ts` until somebody writes it. */
export const generateStub = `// Your generator: see the first lines of counterpoint.paths.test.ts.
export const form = 'harmony'

export function generate(_input, _vector) {
  throw new Error('Write generate() in generate.ts: it turns model output into events.')
}
`

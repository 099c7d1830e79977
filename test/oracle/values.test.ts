import { describe, expect, test } from 'vitest'
import { correct } from './correct.ts'
import { insertAfter } from './damage.ts'
import { ofItem } from './damages-item.ts'
import { ofOrder } from './damages-order.ts'
import { ofStream } from './damages-stream.ts'
import { ofValues } from './damages-values.ts'
import type { WireEvent } from './letter.ts'
import { oracle } from './values.ts'

const text = 'a message'
const answer = correct['reasoning, then an answer']!

test.for(Object.entries(correct))('a correct stream of %s has no fault', ([, events]) => {
  expect(oracle(events)).toEqual([])
  expect(oracle(events, { profile: 'observed' })).toEqual([])
})

describe('every damage is found, and called by its rule', () => {
  test.for([...ofStream, ...ofOrder, ...ofItem, ...ofValues])('%s, in %s', ([, name, damage, rules]) => {
    const found = oracle(damage(structuredClone(correct[name]!)))
    expect([...new Set(found.map(({ rule }) => rule))].toSorted()).toEqual([...rules].toSorted())
  })
})

test('an event: line that says something else', () => {
  const names = correct[text]!.map(({ type }) => type)
  expect(oracle(correct[text]!, { names })).toEqual([])
  expect(oracle(correct[text]!, { names: names.with(3, 'message') })).toMatchObject([
    { rule: 'stream/event-name', index: 3 },
  ])
})

test('an allowed type is passed over', () => {
  const events = insertAfter('A', { type: 'response.sung' })(correct[text]!)
  expect(oracle(events, { allow: ['response.sung'] })).toEqual([])
})

/** The answer above with its reasoning said as another dialect says it. */
function respelt(pattern: RegExp, into: string): WireEvent[] {
  return answer.map((event) => {
    const inMessage = JSON.stringify(event['part'])?.includes('output_text')
    return inMessage ? event : { ...event, type: event.type.replace(pattern, into) }
  })
}

test('dialects spell the same stream otherwise', () => {
  const vllm = respelt(/content_part/, 'reasoning_part')
  const open = respelt(/reasoning_text/, 'reasoning')
  expect(oracle(vllm, { dialect: 'vllm' })).toEqual([])
  expect(oracle([...open, '[DONE]'], { dialect: 'open-responses' })).toEqual([])
  for (const events of [vllm, open]) expect(oracle(events)[0]).toMatchObject({ rule: 'stream/unknown-event' })
  for (const dialect of ['vllm', 'open-responses'] as const) {
    expect(oracle(answer, { dialect })[0]).toMatchObject({ rule: 'stream/unknown-event' })
  }
})

test('open-responses prefixes the items that a server hosts', () => {
  const prefixed = JSON.parse(JSON.stringify(correct['an MCP call']!).replaceAll('"mcp_call"', '"openai:mcp_call"'))
  expect(oracle(prefixed, { dialect: 'open-responses' })).toEqual([])
  expect(oracle(prefixed).map(({ rule }) => rule)).toContain('item/order')
})

test('faults come in the order of the stream, and say where', () => {
  const found = oracle([...correct[text]!.slice(0, 3), { type: 'response.in_progress', response: {} }])
  const places = found.map(({ index }) => index)
  expect(places).toEqual(places.toSorted((a, b) => a - b))
  expect(found.at(-1)).toMatchObject({ rule: 'stream/terminal', index: 4 })
})

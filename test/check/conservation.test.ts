import { describe, expect, test } from 'vitest'
import { checkConservation } from '../../src/check/conservation.ts'
import type { Produced } from '../../src/check/conservation/produced.ts'

const message = (...texts: string[]) => ({
  type: 'message',
  content: texts.map((text) => ({ type: 'output_text', text })),
})
const refusal = (text: string) => ({ type: 'message', content: [{ type: 'refusal', refusal: text }] })
const reasoning = (text: string, summary: string[] = []) => ({
  type: 'reasoning',
  content: text === '' ? [] : [{ type: 'reasoning_text', text }],
  summary: summary.map((text) => ({ type: 'summary_text', text })),
})
const call = (name: string, args: string) => ({ type: 'function_call', id: 'fc', name, arguments: args })

const produced: Produced[] = [
  { kind: 'reasoning', text: 'hm' },
  { kind: 'text', text: 'Hel' },
  { kind: 'text', text: 'lo' },
  { kind: 'call', name: 'f', arguments: '{}' },
  { kind: 'usage', usage: { input_tokens: 1, output_tokens: 2 } },
]
const usage = { input_tokens: 1, output_tokens: 2, total_tokens: 3, output_tokens_details: { reasoning_tokens: 0 } }
const output = [reasoning('hm'), message('Hello'), call('f', '{}')]

const rules = (produced: Produced[], output: unknown[], usage?: unknown) =>
  checkConservation(produced, { output, usage }).map(({ rule, message }) => `${rule}: ${message}`)

test('what is kept, however it is cut', () => {
  expect(checkConservation(produced, { output, usage })).toEqual([])
  expect(
    rules(produced, [reasoning('', ['h', 'm']), message('H', 'ell'), message('o'), call('f', '{}')], usage),
  ).toEqual([])
  expect(checkConservation([], { output: [] })).toEqual([])
})

const said = (text: string) => rules(produced, [reasoning('hm'), message(text), call('f', '{}')], usage)
const called = (...items: unknown[]) => rules(produced, [reasoning('hm'), message('Hello'), ...items], usage)

describe('what is not', () => {
  test('a text lost, doubled, changed', () => {
    expect(said('Hell')).toEqual([`conservation/text: "o" is lost at character 4 of the model's text`])
    expect(said('HelloHello')).toEqual([
      `conservation/text: "Hello" is there and was never said at character 5 of the model's text`,
    ])
    expect(said('Hallo')).toEqual([`conservation/text: "e" has become "a" at character 1 of the model's text`])
  })

  test('a thought that is said aloud', () => {
    const [text, thought] = checkConservation(produced, { output: [message('hmHello'), call('f', '{}')], usage })
    expect([text!.rule, thought!.rule]).toEqual(['conservation/text', 'conservation/reasoning'])
    expect(thought!.message).toContain('it stands in the text')
  })

  test('a refusal that is dropped', () => {
    expect(rules([{ kind: 'refusal', text: 'no' }], [message()])).toEqual([
      `conservation/refusal: "no" is lost at character 0 of the model's refusal`,
    ])
    expect(rules([{ kind: 'refusal', text: 'no' }], [refusal('no')])).toEqual([])
  })

  test('calls lost, doubled, changed', () => {
    expect(called()).toEqual(['conservation/call: the call f with "{}" stands in no item'])
    expect(called(call('f', '{}'), call('f', '{}'))).toEqual([
      'conservation/call: function_call fc with "{}" was never called',
    ])
    expect(called(call('f', '{'))).toEqual(['conservation/call: the call f with "{}" has become "{"'])
    expect(called(call('g', '{}'))).toHaveLength(2)
  })

  test('usage', () => {
    expect(rules(produced, output, { ...usage, output_tokens: 0 })).toHaveLength(1)
    expect(rules(produced, output)).toHaveLength(1)
  })
})

test('calls of every kind, by the names that models write', () => {
  const made: Produced[] = [
    { kind: 'call', name: 'functions.f', arguments: '{"a":1}' },
    { kind: 'call', name: 'python', arguments: '1 + 1' },
    { kind: 'call', name: 'browser.search', arguments: '{"query":"q"}' },
    { kind: 'call', name: 'browser.search', arguments: '{"que' },
    { kind: 'call', name: 'mcp.s.t', arguments: '{}' },
    { kind: 'call', name: 'c', arguments: 'x' },
  ]
  const items = [
    call('f', '{"a":1}'),
    { type: 'code_interpreter_call', code: '1 + 1' },
    { type: 'web_search_call', action: { type: 'search', query: 'q', sources: [] } },
    { type: 'web_search_call', action: { type: 'search', query: '{"que' } },
    { type: 'mcp_call', server_label: 's', name: 't', arguments: '{}' },
    { type: 'custom_tool_call', name: 'c', input: 'x' },
  ]
  expect(rules(made, items)).toEqual([])
  for (const at of items.keys()) expect(rules(made, items.toSpliced(at, 1))).toHaveLength(1)
})

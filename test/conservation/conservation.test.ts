import { describe, expect, test } from 'vitest'
import { inOrder, invented, lost, notOnce } from './compare.ts'
import { holds, unkept } from './item-side.ts'
import { chatText, surelyContent, withoutMarkers } from './model-side.ts'

const start = { type: 'segment.start', channel: 'final', recipient: null, contentType: null } as const
const delta = (text: string) => ({ type: 'segment.delta', text }) as const
const message = (text: string) => ({
  id: 'msg_1',
  type: 'message' as const,
  status: 'completed' as const,
  role: 'assistant' as const,
  content: [{ type: 'output_text' as const, text, annotations: [], logprobs: [] }],
})
const search = (query: string) => ({
  id: 'ws_1',
  type: 'web_search_call' as const,
  status: 'completed' as const,
  action: { type: 'search' as const, query },
})

describe('the items against the inputs', () => {
  test('a message that holds its deltas is kept', () => {
    expect(unkept([start, delta('a'), delta('b')], [], [message('ab')])).toEqual([])
  })

  test('a message that lacks a delta is not', () => {
    expect(unkept([start, delta('a'), delta('b')], [], [message('a')])).toHaveLength(1)
  })

  test('a delta that stands in a warning need not stand in the item', () => {
    const late = delta('b')
    expect(unkept([start, delta('a'), late], [{ input: late }], [message('a')])).toEqual([])
  })

  test('a delta that stands in a warning must not stand in the item', () => {
    const late = delta('b')
    expect(unkept([start, delta('a'), late], [{ input: late }], [message('ab')])).toHaveLength(1)
  })

  test('a segment without an item is lost', () => {
    expect(unkept([start, delta('a')], [], [])).toHaveLength(1)
  })

  test('an item without a segment is invented', () => {
    expect(unkept([], [], [message('a')])).toHaveLength(1)
  })

  test('a search holds its arguments read, or raw', () => {
    expect(holds(search('q'), '{"query":"q"}')).toBe(true)
    expect(holds(search('{"query":'), '{"query":')).toBe(true)
    expect(holds(search('other'), '{"query":"q"}')).toBe(false)
  })
})

describe('the characters', () => {
  test('one that is missing is lost', () => expect(lost('aab', ['a', 'b'])).toEqual(['a']))
  test('one too many is invented', () => expect(invented('ab', ['a', 'ba'])).toEqual(['a']))
  test('one that stands twice or nowhere does not stand once', () =>
    expect(notOnce('abc', ['aab'])).toEqual(['a', 'c']))
  test('two that change places are out of order', () => {
    expect(inOrder('abc', 'ac')).toBe(true)
    expect(inOrder('abc', 'ca')).toBe(false)
  })
})

describe('the model', () => {
  test('says what stands between message and the next marker', () => {
    expect(surelyContent('<|channel|>final<|message|>a<|end|>b<|message|>c')).toBe('ac')
  })
  test('says its markers, which are no text', () => expect(withoutMarkers('<|start|>a<|end|>b')).toBe('ab'))
  test('says content, thoughts, refusals and arguments over Chat Completions', () => {
    const call = { index: 0, id: 'x', function: { name: 'f', arguments: '{}' } }
    const deltas = [{ reasoning: 'r' }, { content: 'c' }, { refusal: 'n' }, { tool_calls: [call] }]
    expect(chatText(deltas.map((delta) => ({ choices: [{ index: 0, delta }] })))).toBe('rcn{}')
  })
})

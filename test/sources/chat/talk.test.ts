import { expect, test } from 'vitest'
import { chunk, finished, read, told } from './read.ts'

test('content becomes one message on the final channel', () => {
  const { inputs } = read([
    chunk({ role: 'assistant', content: '' }),
    chunk({ content: 'Hel' }),
    chunk({ content: 'lo' }),
    finished('stop'),
  ])
  expect(inputs).toEqual([
    { type: 'segment.start', channel: 'final', recipient: null, contentType: null },
    { type: 'segment.delta', text: 'Hel' },
    { type: 'segment.delta', text: 'lo' },
    { type: 'segment.end', reason: 'return' },
    { type: 'response.finish', reason: 'stop' },
  ])
})

test.each(['reasoning', 'reasoning_content'])('%s becomes a thought', (field) => {
  const { inputs } = read([chunk({ [field]: 'hm' }), chunk({ content: 'yes' }), finished('stop')])
  expect(told(inputs)).toEqual([
    { to: 'analysis', text: 'hm', end: 'end' },
    { to: 'final', text: 'yes', end: 'return' },
  ])
})

test('a thought under both names is told once', () => {
  const { inputs, warnings } = read([chunk({ reasoning: 'hm', reasoning_content: 'hm' }), finished('stop')])
  expect(told(inputs)).toEqual([{ to: 'analysis', text: 'hm', end: 'end' }])
  expect(warnings).toEqual([])
})

test('a second thought that differs stands in the warning', () => {
  const { warnings } = read([chunk({ reasoning: 'a', reasoning_content: 'b' }), finished('stop')])
  expect(warnings).toMatchObject([{ code: 'chat/two-reasonings', text: 'a' }])
})

test('reasoning_details count where the plain names are missing', () => {
  const details = [
    { type: 'reasoning.text', text: 'hm' },
    { type: 'reasoning.encrypted', data: 'x' },
  ]
  expect(told(read([chunk({ content: '', reasoning_details: details }), finished('stop')]).inputs)).toEqual([
    { to: 'analysis', text: 'hm', end: 'end' },
  ])
})

test('kinds that share a chunk are told in order: reasoning, content, refusal, calls', () => {
  const call = { index: 0, id: 'a', function: { name: 'f', arguments: '{}' } }
  const { inputs } = read([
    chunk({ tool_calls: [call], refusal: 'no', content: 'so', reasoning: 'hm' }),
    finished('stop'),
  ])
  expect(told(inputs)).toEqual([
    { to: 'analysis', text: 'hm', end: 'end' },
    { to: 'final', text: 'sono', end: 'end' },
    { to: 'functions.f', text: '{}', end: 'call', callId: 'a' },
  ])
})

test('a message that resumes after a thought is a new segment', () => {
  const { inputs } = read([
    chunk({ content: 'a' }),
    chunk({ reasoning: 'b' }),
    chunk({ content: 'c' }),
    finished('stop'),
  ])
  expect(told(inputs).map((segment) => segment.end)).toEqual(['end', 'end', 'return'])
})

test('a refusal alone is a segment whose first part is named', () => {
  const { inputs } = read([chunk({ content: null, refusal: 'I ' }), chunk({ refusal: 'can’t' }), finished('stop')])
  expect(inputs.slice(0, 4)).toEqual([
    { type: 'segment.start', channel: 'final', recipient: null, contentType: null, parts: 'explicit' },
    { type: 'part.start', part: 'refusal' },
    { type: 'segment.delta', text: 'I ' },
    { type: 'segment.delta', text: 'can’t' },
  ])
})

test('a refusal after text is a part of the same message, and so is text after it', () => {
  const { inputs } = read([chunk({ content: 'a' }), chunk({ refusal: 'b' }), chunk({ content: 'c' }), finished('stop')])
  expect(inputs.filter((input) => input.type === 'part.start')).toEqual([
    { type: 'part.start', part: 'refusal' },
    { type: 'part.start', part: 'output_text' },
  ])
  expect(told(inputs)).toEqual([{ to: 'final', text: 'abc', end: 'return' }])
})

test('content as a list of parts is read part by part', () => {
  const parts = [
    { type: 'text', text: 'a' },
    'b',
    { type: 'refusal', refusal: 'c' },
    { type: 'image_url', image_url: 1 },
  ]
  const { inputs, warnings } = read([chunk({ content: parts }), finished('stop')])
  expect(told(inputs)).toEqual([{ to: 'final', text: 'abc', end: 'return' }])
  expect(warnings).toMatchObject([{ code: 'chat/unsupported-part', text: '{"type":"image_url","image_url":1}' }])
})

test('thinking parts of the content are thoughts', () => {
  const content = [
    { type: 'thinking', thinking: [{ type: 'text', text: 'hm' }] },
    { type: 'text', text: 'yes' },
  ]
  expect(told(read([chunk({ content }), finished('stop')]).inputs).map(({ to }) => to)).toEqual(['analysis', 'final'])
})

test('nothing but empty strings and nulls opens no segment', () => {
  const { inputs } = read([
    chunk({ role: 'assistant', content: '', reasoning: '', refusal: null, tool_calls: [] }),
    finished('stop'),
  ])
  expect(inputs).toEqual([{ type: 'response.finish', reason: 'stop' }])
})

test('log probabilities stand on the text they belong to, without bytes', () => {
  const logprobs = {
    content: [{ token: 'Hi', logprob: -0.1, bytes: [72], top_logprobs: [{ token: 'Ho', logprob: -2, bytes: null }] }],
  }
  const { inputs } = read([
    chunk({ content: 'Hi' }, { logprobs }),
    chunk({ reasoning: 'x' }, { logprobs }),
    finished('stop'),
  ])
  const expected = [{ token: 'Hi', logprob: -0.1, top_logprobs: [{ token: 'Ho', logprob: -2 }] }]
  expect(inputs[1]).toEqual({ type: 'segment.delta', text: 'Hi', logprobs: expected })
  expect(inputs).toContainEqual({ type: 'segment.delta', text: 'x' })
})

test('a web citation goes to the open text', () => {
  const url_citation = { url: 'https://a.example/', title: 'A', start_index: 1, end_index: 2, content: 'left out' }
  const { inputs } = read([
    chunk({ content: 'hi' }),
    chunk({ content: '', annotations: [{ type: 'url_citation', url_citation }] }),
    finished('stop'),
  ])
  expect(inputs[2]).toEqual({
    type: 'annotation',
    annotation: { type: 'url_citation', url: 'https://a.example/', title: 'A', start_index: 1, end_index: 2 },
  })
})

test('a citation without an open text stands in the warning', () => {
  const { inputs, warnings } = read([
    chunk({ annotations: [{ type: 'url_citation', url: 'https://a.example/' }, { type: 'x' }] }),
    finished('stop'),
  ])
  expect(inputs).toHaveLength(1)
  expect(warnings.map(({ code }) => code)).toEqual(['chat/annotation', 'chat/annotation'])
})

const logprob = (text: string) => ({ token: text, logprob: -1, top_logprobs: [] })
const token = (text: string) => ({ logprobs: { content: [logprob(text)] } })
const deltas = (chunks: readonly unknown[]) =>
  read([...chunks, finished('stop')]).inputs.filter(({ type }) => type === 'segment.delta')

test('the two halves of a character stay together, and so do their log probabilities', () => {
  expect(
    deltas([chunk({ content: 'a\uD83D' }), chunk({ content: '\uDE00b\uD83D' }), chunk({ content: '\uDE00' })]),
  ).toEqual([
    { type: 'segment.delta', text: 'a' },
    { type: 'segment.delta', text: '😀b' },
    { type: 'segment.delta', text: '😀' },
  ])
  expect(deltas([chunk({ content: '\uD83D' }, token('1')), chunk({ content: '\uDE00' }, token('2'))])).toEqual([
    { type: 'segment.delta', text: '😀', logprobs: [logprob('1'), logprob('2')] },
  ])
})

test('half a character is given as it is when its part or its segment ends', () => {
  const { inputs } = read([chunk({ content: 'a\uD83D' }), chunk({ refusal: 'no\uD83D' }), finished('stop')])
  expect(inputs.slice(1, -2)).toEqual([
    { type: 'segment.delta', text: 'a' },
    { type: 'segment.delta', text: '\uD83D' },
    { type: 'part.start', part: 'refusal' },
    { type: 'segment.delta', text: 'no' },
    { type: 'segment.delta', text: '\uD83D' },
  ])
})

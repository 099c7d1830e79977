import { expect, test } from 'vitest'
import { createChatSource } from '../../../src/sources/chat/source.ts'
import type { SourceInput } from '../../../src/wire/input.ts'
import { chunk, finished, fragment, read, told } from './read.ts'

const hello = chunk({ content: 'hello' })

test.each(['stop', 'tool_calls', 'function_call', 'eos', 'STOP'])('the reason %s is stop', (reason) => {
  expect(read([finished(reason)]).inputs).toEqual([{ type: 'response.finish', reason: 'stop' }])
})

test.each([
  ['length', 'length'],
  ['max_tokens', 'length'],
  ['content_filter', 'content_filter'],
])('after %s the open segment is cut', (given, reason) => {
  const { inputs } = read([hello, finished(given)])
  expect(told(inputs)).toEqual([{ to: 'final', text: 'hello', end: 'cut' }])
  expect(inputs.at(-1)).toEqual({ type: 'response.finish', reason })
})

test('a cut takes the last call only', () => {
  const { inputs, warnings } = read([fragment(0, 'a', 'f', '{"x'), fragment(1, 'b', 'g', '{"y'), finished('length')])
  expect(told(inputs).map(({ end }) => end)).toEqual(['call', 'cut'])
  expect(warnings).toMatchObject([{ code: 'chat/unfinished-call' }])
})

test('a stop after a cut takes nothing back', () => {
  expect(read([finished('length'), finished('stop')]).inputs.at(-1)).toMatchObject({ reason: 'length' })
})

test('a reason nobody knows is a stop, with a warning', () => {
  const { inputs, warnings } = read([hello, finished('because')])
  expect(inputs.at(-1)).toMatchObject({ reason: 'stop' })
  expect(warnings).toMatchObject([{ code: 'chat/finish-reason' }])
})

test('a reason that tells of a failure fails the response', () => {
  const { inputs } = read([hello, finished('insufficient_system_resource')])
  expect(told(inputs)[0]?.end).toBe('cut')
  expect(inputs.at(-1)).toMatchObject({ type: 'response.fail', error: { code: 'insufficient_system_resource' } })
})

test('token counts may come after the reason, without a choice', () => {
  const usage = {
    prompt_tokens: 10,
    completion_tokens: 5,
    total_tokens: 15,
    prompt_tokens_details: { cached_tokens: 4 },
    completion_tokens_details: { reasoning_tokens: 3 },
  }
  expect(read([hello, finished('stop'), { choices: [], usage }, '[DONE]']).inputs.at(-1)).toEqual({
    type: 'response.finish',
    reason: 'stop',
    usage: {
      input_tokens: 10,
      input_tokens_details: { cached_tokens: 4, cache_write_tokens: 0 },
      output_tokens: 5,
      output_tokens_details: { reasoning_tokens: 3 },
      total_tokens: 15,
    },
  })
})

test('the last token counts count', () => {
  const counts = [1, 2].map((completion_tokens) => ({ choices: [], usage: { prompt_tokens: 1, completion_tokens } }))
  const { inputs } = read([...counts, { choices: [], usage: null }, finished('stop')])
  expect(inputs.at(-1)).toMatchObject({ usage: { output_tokens: 2, total_tokens: 3 } })
})

test('a stream that stops without a reason fails', () => {
  const { inputs } = read([hello])
  expect(told(inputs)).toEqual([{ to: 'final', text: 'hello', end: 'cut' }])
  expect(inputs.at(-1)).toMatchObject({ type: 'response.fail', error: { code: 'upstream_closed' } })
})

test('[DONE] without a reason is a stop', () => {
  expect(told(read([hello, '[DONE]']).inputs)).toEqual([{ to: 'final', text: 'hello', end: 'return' }])
})

test('the caller’s reason counts where the upstream gave none', () => {
  expect(read([hello], { reason: 'length', at: 7 }).inputs.at(-1)).toEqual({
    type: 'response.finish',
    reason: 'length',
    at: 7,
  })
  expect(read([finished('stop')], { reason: 'length' }).inputs.at(-1)).toMatchObject({ reason: 'stop' })
})

test.each([
  [
    { error: { message: 'busy', code: 'overloaded', type: 'server', param: 'x' } },
    { code: 'overloaded', message: 'busy', type: 'server', param: 'x' },
  ],
  [{ error: { message: 'busy', code: 502 } }, { code: '502', message: 'busy' }],
  [{ error: 'no such model' }, { code: 'server_error', message: 'no such model' }],
  [
    { object: 'error', message: 'too long', type: 'BadRequestError', code: null },
    { code: 'BadRequestError', message: 'too long', type: 'BadRequestError' },
  ],
  [{ choices: [{ index: 0, error: { message: 'gone', code: 500 } }] }, { code: '500', message: 'gone' }],
])('an error object fails the response: %j', (given, error) => {
  expect(read([given]).inputs).toEqual([{ type: 'response.fail', error }])
})

test('what the chunk of an error still says is told before it', () => {
  const { inputs } = read([
    { error: { message: 'x' }, choices: [{ index: 0, delta: { content: 'hello' }, finish_reason: 'error' }] },
  ])
  expect(told(inputs)).toEqual([{ to: 'final', text: 'hello', end: 'cut' }])
})

test('a failure tells what still waits', () => {
  const inputs: SourceInput[] = []
  const source = createChatSource({ onInput: (input) => inputs.push(input) })
  source.write(fragment(0, 'a', 'f', '{"x'))
  source.write(fragment(1, 'b', 'g', '{"y'))
  source.fail({ code: 'x', message: 'y' })
  source.fail({ code: 'x', message: 'y' })
  source.finish()
  expect(told(inputs).map(({ text }) => text)).toEqual(['{"x', '{"y'])
})

test('a chunk after the end is a warning with its text', () => {
  const inputs: SourceInput[] = []
  const warnings: unknown[] = []
  const source = createChatSource({ onInput: (input) => inputs.push(input), onWarning: (w) => warnings.push(w) })
  source.finish({ reason: 'stop' })
  source.write({ a: 1 })
  source.write('[DONE]')
  source.finish()
  expect(inputs).toHaveLength(1)
  expect(warnings).toMatchObject([{ code: 'source/after-end', text: '{"a":1}' }])
})

test('only the first choice is told; the text of another stands in the warning', () => {
  const choices = [
    { index: 1, delta: { content: 'two' } },
    { index: 0, delta: { content: 'one' } },
  ]
  const { inputs, warnings } = read([{ choices }, finished('stop')])
  expect(told(inputs)).toEqual([{ to: 'final', text: 'one', end: 'return' }])
  expect(warnings).toMatchObject([{ code: 'chat/other-choice', text: 'two' }])
})

test.each([null, 5, 'text', [], {}, { choices: 1 }, { choices: [7] }, { choices: [{ delta: 3 }] }])(
  'a malformed chunk is a warning: %j',
  (bad) => {
    const { inputs, warnings } = read([bad, finished('stop')])
    expect(inputs).toHaveLength(1)
    expect(warnings).toMatchObject([{ code: 'chat/malformed' }])
  },
)

test.each([{ content: 5 }, { reasoning: {} }, { refusal: [] }, { tool_calls: {} }, { tool_calls: [3] }])(
  'a malformed field is a warning: %j',
  (delta) => {
    const { inputs, warnings } = read([chunk(delta), finished('stop')])
    expect(inputs).toHaveLength(1)
    expect(warnings).toMatchObject([{ code: 'chat/malformed' }])
  },
)

test('a failure counts though another reason was given, before or at the end', () => {
  const failed = { type: 'response.fail', error: { code: 'error' } }
  expect(read([hello, finished('stop'), finished('error')]).inputs.at(-1)).toMatchObject(failed)
  expect(read([hello, finished('error')], { reason: 'stop' }).inputs.at(-1)).toMatchObject(failed)
})

import { expect, test } from 'vitest'
import { read, told } from './read.ts'

/** Shapes that servers are known to send, reduced to what matters. */
const chunkOf = (delta: unknown, finish_reason: string | null = null, more: object = {}) => ({
  id: 'chatcmpl-1',
  object: 'chat.completion.chunk',
  created: 1_700_000_000,
  model: 'm',
  choices: [{ index: 0, delta, logprobs: null, finish_reason, ...more }],
})

test('OpenAI: parallel calls, then the counts, then [DONE]', () => {
  const call = (index: number, id: string | undefined, name: string | undefined, text: string) => {
    const head = id === undefined ? {} : { id, type: 'function' }
    return chunkOf({
      tool_calls: [{ index, ...head, function: { ...(name === undefined ? {} : { name }), arguments: text } }],
    })
  }
  const { inputs, warnings } = read([
    chunkOf({ role: 'assistant', content: null, refusal: null }),
    call(0, 'call_1', 'f', ''),
    call(0, undefined, undefined, '{"city":'),
    call(0, undefined, undefined, '"Rome"}'),
    call(1, 'call_2', 'g', ''),
    call(1, undefined, undefined, '{}'),
    chunkOf({}, 'tool_calls'),
    { ...chunkOf({}), choices: [], usage: { prompt_tokens: 1, completion_tokens: 2, total_tokens: 3 } },
    '[DONE]',
  ])
  expect(told(inputs)).toEqual([
    { to: 'functions.f', text: '{"city":"Rome"}', end: 'call', callId: 'call_1' },
    { to: 'functions.g', text: '{}', end: 'call', callId: 'call_2' },
  ])
  expect(warnings).toEqual([])
})

test('vLLM: thought and answer share the chunk in which the thought ends', () => {
  const { inputs } = read([
    chunkOf({ role: 'assistant', content: '' }),
    chunkOf({ reasoning: 'I think', reasoning_content: 'I think' }),
    chunkOf({ reasoning: '.', reasoning_content: '.', content: '\n\nYes' }),
    chunkOf({ content: '' }, 'stop', { stop_reason: null }),
    '[DONE]',
  ])
  expect(told(inputs)).toEqual([
    { to: 'analysis', text: 'I think.', end: 'end' },
    { to: 'final', text: '\n\nYes', end: 'return' },
  ])
})

test('llama.cpp: the first chunk has no content, the last one has timings', () => {
  const { inputs, warnings } = read([
    chunkOf({ role: 'assistant', content: null }),
    chunkOf({ reasoning_content: 'hm' }),
    chunkOf({ tool_calls: [{ index: 0, id: 'x1', type: 'function', function: { name: 'f', arguments: '{' } }] }),
    chunkOf({ tool_calls: [{ index: 0, function: { arguments: '"a":1}' } }] }),
    { ...chunkOf({}, 'tool_calls'), usage: { prompt_tokens: 3, completion_tokens: 4 }, timings: { predicted_ms: 1 } },
  ])
  expect(told(inputs).map(({ text }) => text)).toEqual(['hm', '{"a":1}'])
  expect(inputs.at(-1)).toMatchObject({ reason: 'stop', usage: { total_tokens: 7 } })
  expect(warnings).toEqual([])
})

test('Ollama: each call whole in a chunk of its own under index 0, then stop', () => {
  const call = (id: string, name: string) =>
    chunkOf({
      role: 'assistant',
      content: '',
      tool_calls: [{ id, index: 0, type: 'function', function: { name, arguments: '{"a":1}' } }],
    })
  const { inputs } = read([
    call('call_1', 'f'),
    call('call_2', 'f'),
    chunkOf({ role: 'assistant', content: '' }, 'stop'),
    '[DONE]',
  ])
  expect(told(inputs)).toEqual([
    { to: 'functions.f', text: '{"a":1}', end: 'call', callId: 'call_1' },
    { to: 'functions.f', text: '{"a":1}', end: 'call', callId: 'call_2' },
  ])
})

test('OpenRouter: details repeat the reasoning, the reason comes twice, an error comes inside the stream', () => {
  const detail = { type: 'reasoning.text', text: 'hm', index: 0, format: 'unknown' }
  const { inputs } = read([
    chunkOf({ role: 'assistant', content: '', reasoning: 'hm', reasoning_details: [detail] }, null, {
      native_finish_reason: null,
    }),
    chunkOf({ role: 'assistant', content: 'Yes' }),
    { ...chunkOf({ content: '' }, 'error'), error: { code: 502, message: 'Provider disconnected' } },
    '[DONE]',
  ])
  expect(told(inputs)).toEqual([
    { to: 'analysis', text: 'hm', end: 'end' },
    { to: 'final', text: 'Yes', end: 'cut' },
  ])
  expect(inputs.at(-1)).toMatchObject({ type: 'response.fail', error: { code: '502' } })
})

test('DeepSeek: the field that is silent is null, and cache hits stand beside the details', () => {
  const { inputs } = read([
    chunkOf({ role: 'assistant', content: null, reasoning_content: '' }),
    chunkOf({ content: null, reasoning_content: 'hm' }),
    chunkOf({ content: 'Yes', reasoning_content: null }),
    {
      ...chunkOf({ content: '', reasoning_content: null }, 'stop'),
      usage: {
        prompt_tokens: 9,
        completion_tokens: 2,
        total_tokens: 11,
        prompt_cache_hit_tokens: 8,
        prompt_cache_miss_tokens: 1,
        completion_tokens_details: { reasoning_tokens: 1 },
      },
    },
    '[DONE]',
  ])
  expect(told(inputs).map(({ text }) => text)).toEqual(['hm', 'Yes'])
  expect(inputs.at(-1)).toMatchObject({ usage: { input_tokens_details: { cached_tokens: 8 } } })
})

test('SGLang: the index is null, and id and name are null after the first chunk', () => {
  const call = (index: number | null, id: string | null, name: string | null, text: string) =>
    chunkOf({
      role: null,
      content: null,
      reasoning_content: null,
      tool_calls: [{ id, index, type: 'function', function: { name, arguments: text } }],
    })
  const chunks = [
    call(null, '0', 'f', ''),
    call(null, '0', null, '{"a":1}'),
    call(null, '1', 'g', ''),
    call(null, '1', null, '{"b":2}'),
  ]
  const { inputs } = read([...chunks, chunkOf({ content: '' }, 'tool_calls', { matched_stop: null })])
  expect(told(inputs)).toEqual([
    { to: 'functions.f', text: '{"a":1}', end: 'call', callId: '0' },
    { to: 'functions.g', text: '{"b":2}', end: 'call', callId: '1' },
  ])
})

test('Azure: the first chunk only has filter results', () => {
  const first = { id: '', object: '', model: '', choices: [], prompt_filter_results: [{ prompt_index: 0 }] }
  const { inputs, warnings } = read([first, chunkOf({ content: 'Yes' }), chunkOf({}, 'stop'), '[DONE]'])
  expect(told(inputs)).toHaveLength(1)
  expect(warnings).toEqual([])
})

test('a completion that was not streamed is one chunk', () => {
  const message = {
    role: 'assistant',
    content: 'Yes',
    refusal: null,
    annotations: [],
    tool_calls: [
      { id: 'a', type: 'function', function: { name: 'f', arguments: '{}' } },
      { id: 'b', type: 'function', function: { name: 'f', arguments: '{}' } },
    ],
  }
  const whole = {
    object: 'chat.completion',
    choices: [{ index: 0, message, finish_reason: 'tool_calls' }],
    usage: { prompt_tokens: 1, completion_tokens: 1, total_tokens: 2 },
  }
  const { inputs, warnings } = read([whole])
  expect(told(inputs).map(({ to }) => to)).toEqual(['final', 'functions.f', 'functions.f'])
  expect(inputs.at(-1)).toMatchObject({ reason: 'stop', usage: { total_tokens: 2 } })
  expect(warnings).toEqual([])
})

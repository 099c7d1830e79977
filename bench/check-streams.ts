import type { StreamEvent } from '../src/check/event.ts'

const id = 'resp_1'
const base = { id, object: 'response', created_at: 1, model: 'm', error: null, incomplete_details: null }
const usage = { input_tokens: 1, output_tokens: 1, total_tokens: 2 }

function framed(events: readonly StreamEvent[], output: readonly unknown[]): StreamEvent[] {
  const running = { ...base, status: 'in_progress', output: [], usage: null }
  return [
    { type: 'response.created', response: running },
    { type: 'response.in_progress', response: running },
    ...events,
    { type: 'response.completed', response: { ...base, status: 'completed', output, usage } },
  ].map((event, sequence_number) => ({ ...event, sequence_number }))
}

/** One response: a message of so many deltas. */
export function answer(deltas: number): StreamEvent[] {
  const at = { item_id: 'msg_1', output_index: 0, content_index: 0 }
  const pieces = Array.from({ length: deltas }, (_, n) => `word${n} `)
  const text = pieces.join('')
  const part = { type: 'output_text', text, annotations: [], logprobs: [] }
  const item = { id: 'msg_1', type: 'message', role: 'assistant', status: 'completed', content: [part] }
  return framed(
    [
      {
        type: 'response.output_item.added',
        output_index: 0,
        item: { ...item, status: 'in_progress', content: [] },
      },
      { type: 'response.content_part.added', ...at, part: { ...part, text: '' } },
      ...pieces.map((delta) => ({ type: 'response.output_text.delta', ...at, delta, logprobs: [] })),
      { type: 'response.output_text.done', ...at, text, logprobs: [] },
      { type: 'response.content_part.done', ...at, part },
      { type: 'response.output_item.done', output_index: 0, item },
    ],
    [item],
  )
}

/** So many responses, each of ten short function calls. */
export function calls(responses: number): StreamEvent[] {
  const items = Array.from({ length: 10 }, (_, n) => ({
    id: `fc_${n}`,
    type: 'function_call',
    call_id: `call_${n}`,
    name: 'f',
    status: 'completed',
    arguments: '{"a":1}',
  }))
  const events = items.flatMap((item, output_index): StreamEvent[] => {
    const at = { item_id: item.id, output_index }
    const type = 'response.function_call_arguments'
    return [
      { type: 'response.output_item.added', output_index, item: { ...item, status: 'in_progress', arguments: '' } },
      { type: `${type}.delta`, ...at, delta: '{"a"' },
      { type: `${type}.delta`, ...at, delta: ':1}' },
      { type: `${type}.done`, ...at, arguments: item.arguments },
      { type: 'response.output_item.done', output_index, item },
    ]
  })
  return Array.from({ length: responses }, () => framed(events, items)).flat()
}

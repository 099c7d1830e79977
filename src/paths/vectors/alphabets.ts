import type { RoutedKind } from '../../../machines/routing.ts'
import type { ItemInput } from '../../wire/item.ts'
import type { ResponseMachineInput, SegmentStart } from '../../wire/input.ts'
import { responseInputs, segments } from '../inputs.ts'

/** What upstream counted: each count another number, so that none can stand for another. */
export const tokenCounts = {
  input_tokens: 5,
  input_tokens_details: { cached_tokens: 3, cache_write_tokens: 0 },
  output_tokens: 4,
  output_tokens_details: { reasoning_tokens: 1 },
  total_tokens: 9,
}

const delta = (text: string): ItemInput => ({ type: 'segment.delta', text })
const end = (reason: 'end' | 'call' | 'return' | 'cut'): ItemInput => ({ type: 'segment.end', reason })

const endings: readonly ResponseMachineInput[] = [
  { type: 'response.finish', reason: 'stop', usage: tokenCounts },
  { type: 'response.finish', reason: 'length', usage: tokenCounts },
  { type: 'response.finish', reason: 'content_filter', usage: tokenCounts },
  { type: 'response.fail', error: { code: 'rate_limit_exceeded', message: 'm' } },
]

/** What Harmony says after a header. */
const inHarmony: readonly ItemInput[] = [
  delta('a'),
  delta('{"query":"q"}'),
  end('end'),
  end('call'),
  end('return'),
  end('cut'),
]

/** What chunks say once a segment has begun. */
const inChunks: readonly ItemInput[] = [
  delta('a'),
  delta('{"query":"q"}'),
  { type: 'segment.delta', text: 'b', logprobs: [{ token: 'b', logprob: -1, top_logprobs: [] }] },
  { type: 'part.start', part: 'output_text' },
  { type: 'part.start', part: 'refusal' },
  ...responseInputs().filter((input) => input.type === 'annotation'),
  end('end'),
  end('cut'),
]

/** Chat Completions names every call; each vector gives them names of their own (`numberCalls`). */
const named = (segment: SegmentStart): SegmentStart => ({ ...segment, callId: 'call_x' })

/** The inputs that a form of model output can say of items of this kind. */
export function formInputs(form: 'harmony' | 'chat', kind: RoutedKind): readonly ItemInput[] {
  if (form === 'harmony') return [...segments[kind], ...inHarmony]
  const isCall = kind === 'function_call' || kind === 'custom_tool_call'
  return [...(isCall ? segments[kind].map(named) : segments[kind]), ...inChunks]
}

/** All that a form can say to the response machine. */
export function formAlphabet(form: 'harmony' | 'chat'): readonly ResponseMachineInput[] {
  const kinds: readonly RoutedKind[] = [
    'message',
    'reasoning',
    'function_call',
    'custom_tool_call',
    'mcp_call',
    'code_interpreter_call',
    'web_search_call',
  ]
  const starts = kinds.flatMap((kind) => formInputs(form, kind).filter(({ type }) => type === 'segment.start'))
  return [...starts, ...(form === 'harmony' ? inHarmony : inChunks), ...endings]
}

/** Gives the calls of a path ids of their own: two calls with one id would be one call. */
export function numberCalls(inputs: readonly ResponseMachineInput[]): ResponseMachineInput[] {
  let calls = 0
  return inputs.map((input) =>
    input.type === 'segment.start' && input.callId !== undefined ? { ...input, callId: `call_x${++calls}` } : input,
  )
}

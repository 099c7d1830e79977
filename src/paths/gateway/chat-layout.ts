import { type ChatCall, type ChatChunk, type ChatDelta, chunkOf } from '../vectors/chat-chunk.ts'
import type { Layout } from './scenario.ts'

type Chunks = readonly (ChatChunk | '[DONE]')[]

/** The same chunks with their deltas laid out otherwise; what follows the deltas stays. */
export function laidOut(chunks: Chunks, layout: Layout | undefined): Chunks {
  if (layout === undefined) return chunks
  const deltas = chunks
    .filter(isDelta)
    .flatMap((chunk) => (chunk === '[DONE]' ? [] : (chunk.choices?.[0]?.delta ?? [])))
  const rest = chunks.filter((chunk) => !isDelta(chunk))
  return [
    ...(layout === 'interleaved' ? interleaved(deltas) : [merged(deltas)]).map((delta) => chunkOf(delta)),
    ...rest,
  ]
}

const isDelta = (chunk: ChatChunk | '[DONE]') =>
  chunk !== '[DONE]' && chunk.choices?.[0] !== undefined && chunk.choices[0].finish_reason === null

/** The calls' fragments in turn: the first of each, the second of each, … */
function interleaved(deltas: readonly ChatDelta[]): ChatDelta[] {
  const byCall = Object.values(Object.groupBy(deltas, (delta) => String(delta.tool_calls?.[0]?.index)))
  const longest = Math.max(...byCall.map((fragments) => fragments?.length ?? 0))
  return Array.from({ length: longest }, (_, turn) => byCall.flatMap((fragments) => fragments?.[turn] ?? [])).flat()
}

/** Everything in one delta. */
function merged(deltas: readonly ChatDelta[]): ChatDelta {
  const join = (field: 'content' | 'reasoning_content') => deltas.map((delta) => delta[field] ?? '').join('')
  const [content, reasoning_content] = [join('content'), join('reasoning_content')]
  const fragments = Object.groupBy(
    deltas.flatMap((delta) => delta.tool_calls ?? []),
    ({ index }) => String(index),
  )
  return {
    ...(reasoning_content !== '' && { reasoning_content }),
    ...(content !== '' && { content }),
    tool_calls: Object.values(fragments).flatMap((call) => (call === undefined ? [] : [wholeCall(call)])),
  }
}

function wholeCall(fragments: readonly ChatCall[]): ChatCall {
  const [first = { index: 0 }] = fragments
  const text = fragments.map((fragment) => fragment.function?.arguments ?? '').join('')
  return { ...first, function: { ...first.function, arguments: text } }
}

import type { Json, WireEvent } from './letter.ts'

/** The events of one item, without output_index and sequence_number; the last one is its output_item.done. */
export type Voice = WireEvent[]

export interface Ending {
  status?: 'completed' | 'incomplete' | 'failed'
  queued?: boolean
}

/** A complete, correct stream of these items, one after the other. */
export function stream(voices: Voice[], { status = 'completed', queued = false }: Ending = {}): WireEvent[] {
  const response: Json = {
    id: 'resp_1',
    object: 'response',
    created_at: 1_700_000_000,
    status: queued ? 'queued' : 'in_progress',
    model: 'hand-written',
    output: [],
    error: null,
    incomplete_details: null,
    usage: null,
  }
  const error = { type: 'server_error', code: 'server_error', message: 'hand-written', param: null }
  const usage = { input_tokens: 1, output_tokens: 1, total_tokens: 2 }
  const ending = {
    completed: { usage },
    incomplete: { usage, incomplete_details: { reason: 'max_output_tokens' } },
    failed: { error: { code: error.code, message: error.message } },
  }[status]
  const output = voices.map((voice) => voice.at(-1)!['item'])
  const events: WireEvent[] = [
    { type: 'response.created', response },
    ...(queued ? [{ type: 'response.queued', response }] : []),
    { type: 'response.in_progress', response: { ...response, status: 'in_progress' } },
    ...voices.flatMap((voice, output_index) => voice.map((event) => ({ ...event, output_index }))),
    ...(status === 'failed' ? [{ ...error, type: 'error', error }] : []),
    { type: `response.${status}`, response: { ...response, status, output, ...ending } },
  ]
  // Copies, so that damage done to one event is not done to another that holds the same object.
  return events.map((event, sequence_number) => ({ ...structuredClone(event), sequence_number }))
}

/** An item whose events are these (types without `response.`), all of them carrying its id. */
export function item(added: Json & { id: string; type: string }, between: Voice, done: Json): Voice {
  return [
    { type: 'response.output_item.added', item: added },
    ...between.map((event) => ({ ...event, type: `response.${event.type}`, item_id: added.id })),
    { type: 'response.output_item.done', item: { ...added, ...done } },
  ]
}

/** `stem.delta` for each piece. */
export function deltas(stem: string, pieces: readonly string[], more: Json = {}): Voice {
  return pieces.map((delta) => ({ type: `${stem}.delta`, delta, ...more }))
}

/** One part of an item's content, from added to done, and what the item then holds. */
export function part(
  type: 'output_text' | 'refusal' | 'reasoning_text' | 'summary_text',
  pieces: readonly string[],
  index: number,
  annotations: Json[] = [],
): { events: Voice; held: Json } {
  const field = type === 'refusal' ? 'refusal' : 'text'
  const stem = type === 'summary_text' ? 'reasoning_summary_text' : type
  const edge = type === 'summary_text' ? 'reasoning_summary_part' : 'content_part'
  const at = { [type === 'summary_text' ? 'summary_index' : 'content_index']: index }
  const extra = type === 'output_text' ? { logprobs: [] } : {}
  const whole = { [field]: pieces.join('') }
  const empty = type === 'output_text' ? { type, text: '', annotations: [], logprobs: [] } : { type, [field]: '' }
  const held = { ...empty, ...whole, ...(type === 'output_text' ? { annotations } : {}) }
  return {
    held,
    events: [
      { type: `${edge}.added`, ...at, part: empty },
      ...deltas(stem, pieces, { ...at, ...extra }),
      ...annotations.map((annotation, annotation_index) => ({
        type: 'output_text.annotation.added',
        ...at,
        annotation,
        annotation_index,
      })),
      { type: `${stem}.done`, ...at, ...whole, ...extra },
      { type: `${edge}.done`, ...at, part: held },
    ],
  }
}

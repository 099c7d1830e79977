/** An event of the streams below. */
export interface SmallEvent {
  type: string
  [field: string]: unknown
}

/** A small stream that keeps every rule: one message. */
export function smallStream(text = 'Hello', id = 'resp_1'): SmallEvent[] {
  const response = { id, object: 'response', status: 'in_progress', error: null, output: [], usage: null }
  const place = { output_index: 0, content_index: 0, item_id: 'msg_1' }
  const part = { type: 'output_text', text, annotations: [] }
  const item = { id: 'msg_1', type: 'message', role: 'assistant', status: 'completed', content: [part] }
  const usage = { input_tokens: 1, output_tokens: 1, total_tokens: 2 }
  const events: SmallEvent[] = [
    { type: 'response.created', response },
    { type: 'response.in_progress', response },
    { type: 'response.output_item.added', output_index: 0, item: { ...item, status: 'in_progress', content: [] } },
    { type: 'response.content_part.added', ...place, part: { ...part, text: '' } },
    { type: 'response.output_text.delta', ...place, delta: text },
    { type: 'response.output_text.done', ...place, text },
    { type: 'response.content_part.done', ...place, part },
    { type: 'response.output_item.done', output_index: 0, item },
    { type: 'response.completed', response: { ...response, status: 'completed', output: [item], usage } },
  ]
  return events.map((event, at) => ({ ...event, sequence_number: at }))
}

/** The same without one of its events; the numbers go on as if it had never been. */
export function without(events: readonly SmallEvent[], type: string): SmallEvent[] {
  return events.filter((event) => event.type !== type).map((event, at) => ({ ...event, sequence_number: at }))
}

/** Server-sent events. */
export function sse(events: readonly SmallEvent[], end = '\n'): string {
  return events.map((event) => `event: ${event.type}${end}data: ${JSON.stringify(event)}${end}${end}`).join('')
}

import { type ItemEvent, numbered, type OutputItem, type ResponseEvent, type WireEvent } from '../wire/event.ts'
import { lifecycleEmitters } from '../wire/lifecycle.ts'
import { responseState } from '../wire/response.ts'
import { walkInput } from './walkables.ts'

/** One item's events as a whole stream, so that whatever reads streams can read an item machine walked alone. */
export function envelope(events: readonly ItemEvent[]): WireEvent[] {
  const output: OutputItem[] = []
  for (const event of events) if (event.type === 'response.output_item.done') output.push(event.item)
  const last = output.at(-1)
  const cut = last !== undefined && 'status' in last && last.status === 'incomplete'
  const state = { ...responseState(walkInput()), output: [output] }
  const finish = { type: 'response.finish', reason: cut ? 'length' : 'stop' }
  const stream: (ItemEvent | ResponseEvent)[] = [
    lifecycleEmitters['response.created'].event(state),
    lifecycleEmitters['response.in_progress'].event(state),
    ...events,
    lifecycleEmitters[cut ? 'response.incomplete' : 'response.completed'].event(state, finish),
  ]
  return stream.map((event, sequence) => numbered(sequence, event))
}

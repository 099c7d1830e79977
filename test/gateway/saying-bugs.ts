import { dropping, each, isType, ofItem, ofResponse, renumbering, terminal, when } from './changes.ts'
import type { Planted } from './planted.ts'

/** What a gateway says wrongly to its client. */
export const sayingBugs: readonly Planted[] = [
  {
    title: 'says done twice',
    events: renumbering(when(isType('output_item.done'), (event) => [event, event])),
    found: [
      ['text', 'item/closed'],
      ['single-call', 'item/closed'],
    ],
  },
  {
    title: 'counts in twos',
    events: each((event) => ({ ...event, sequence_number: Number(event['sequence_number']) * 2 })),
    found: [['text', 'stream/sequence']],
  },
  { title: 'leaves out response.created', events: dropping('created'), found: [['text', 'stream/first-event']] },
  {
    title: 'leaves out the end of parts',
    events: dropping('content_part.done'),
    found: [
      ['text', 'item/order'],
      ['refusal', 'item/order'],
    ],
  },
  { title: 'leaves out the end of texts', events: dropping('output_text.done'), found: [['text', 'item/order']] },
  {
    title: 'leaves out the end of arguments',
    events: dropping('function_call_arguments.done'),
    found: [['single-call', 'item/order']],
  },
  { title: 'leaves out the end of items', events: dropping('output_item.done'), found: [['text', 'item/closed']] },
  {
    title: 'numbers every item 0',
    events: each((event) => ('output_index' in event ? { ...event, output_index: 0 } : event)),
    found: [
      ['parallel-calls', 'item/index'],
      ['reasoning', 'item/index'],
    ],
  },
  {
    title: 'changes ids',
    events: when(isType('output_text.delta'), (event) => ({
      ...event,
      item_id: `msg_${String(event['sequence_number'])}`,
    })),
    found: [['text', 'item/id']],
  },
  {
    title: 'changes the id of the response',
    events: when(terminal, (event) => ofResponse(event, { id: 'resp_x' })),
    found: [['text', 'stream/response-id']],
  },
  {
    title: 'says empty deltas',
    events: renumbering(when(isType('output_text.delta'), (event) => [{ ...event, delta: '' }, event])),
    found: [['text', 'value/delta-sum']],
  },
  {
    title: 'ends arguments with others',
    events: when(isType('function_call_arguments.done'), (event) => ({ ...event, arguments: '{}' })),
    found: [['single-call', 'value/delta-sum']],
  },
  {
    title: 'ends items without their text',
    events: when(isType('output_item.done'), (event) => ofItem(event, { content: [] })),
    found: [
      ['text', 'value/item-sum'],
      ['text', 'conservation/text'],
    ],
  },
  {
    title: 'has no output at the end',
    events: when(terminal, (event) => ofResponse(event, { output: [] })),
    found: [['text', 'value/final-output']],
  },
  {
    title: 'adds items completed',
    events: when(isType('output_item.added'), (event) => ofItem(event, { status: 'completed' })),
    found: [['text', 'item/status']],
  },
  {
    title: 'has events of its own',
    events: renumbering(when(isType('in_progress'), (event) => [event, { type: 'response.ping' }])),
    found: [['text', 'stream/unknown-event']],
  },
  { title: 'names its frames wrongly', name: () => 'message', found: [['text', 'stream/event-name']] },
]

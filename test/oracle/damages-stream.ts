import { double, drop, insertAfter, moveAfter, set, type Damages } from './damage.ts'
import { stream } from './streams.ts'

const text = 'a message'

/** The rules `stream/*`. */
export const ofStream: Damages = [
  ['no created', text, drop('created'), ['stream/first-event']],
  ['an item event before in_progress', text, moveAfter('in_progress', 'A'), ['stream/order']],
  ['no in_progress', text, drop('in_progress'), ['stream/order']],
  ['created again', text, double('created'), ['stream/order']],
  ['queued too late', 'a stream that waited', moveAfter('queued', 'in_progress'), ['stream/order']],
  ['no terminal event', text, drop('completed'), ['stream/terminal']],
  ['two terminal events', text, double('completed'), ['stream/terminal']],
  [
    'an event after the end',
    text,
    moveAfter('output_text.done', 'completed'),
    ['item/order', 'stream/terminal', 'item/closed'],
  ],
  [
    'failed without its status',
    'a failure within a message',
    set('failed', 'response.status', 'completed'),
    ['stream/terminal'],
  ],
  ['an error and then no failure', 'a failure within a message', drop('failed'), ['stream/terminal']],
  [
    'a failure that completes',
    'a failure within a message',
    (events) => [...events.slice(0, -1), { ...stream([]).at(-1)!, sequence_number: events.length - 1 }],
    ['stream/order', 'item/status', 'value/final-output'],
  ],
  ['a gap in the numbers', text, set('output_text.delta', 'sequence_number', 9), ['stream/sequence']],
  [
    'numbers from 1',
    text,
    (events) => events.map((event, i) => ({ ...event, sequence_number: i + 1 })),
    ['stream/sequence'],
  ],
  ['no number', text, set('output_text.done', 'sequence_number', undefined), ['stream/sequence']],
  ['another response id', text, set('completed', 'response.id', 'resp_2'), ['stream/response-id']],
  ['no response id', text, set('created', 'response.id', ''), ['stream/response-id']],
  ['created completed', text, set('created', 'response.status', 'completed'), ['stream/lifecycle-snapshot']],
  ['output at the start', text, set('in_progress', 'response.output', [{}]), ['stream/lifecycle-snapshot']],
  ['usage at the start', text, set('created', 'response.usage', {}), ['stream/lifecycle-snapshot']],
  ['no usage at the end', text, set('completed', 'response.usage', null), ['stream/lifecycle-snapshot']],
  ['an error at the end', text, set('completed', 'response.error', {}), ['stream/lifecycle-snapshot']],
  ['a bare lifecycle event', text, set('in_progress', 'response', undefined), ['stream/lifecycle-snapshot']],
  ['an unknown event', text, insertAfter('A', { type: 'response.sung' }), ['stream/unknown-event']],
  ['a keepalive', text, insertAfter('A', { type: 'keepalive' }), ['stream/unknown-event']],
  [
    'an event name that is only our shorthand',
    text,
    insertAfter('A', { type: 'response.A' }),
    ['stream/unknown-event'],
  ],
  ['no object', text, (events) => [...events.slice(0, 2), 7, ...events.slice(2)], ['stream/unknown-event']],
  ['[DONE]', text, (events) => [...events, '[DONE]'], ['stream/terminal', 'stream/unknown-event']],
]

import { both, double, drop, moveAfter, renumber, set, type Damages } from './damage.ts'
import * as kind from './kinds.ts'
import { stream } from './streams.ts'

const text = 'a message'
const two = 'two messages'
const call = 'a function call'
const search = 'a web search'

/** The rules `item/index`, `item/id`, `item/closed` and `item/status`. */
export const ofItem: Damages = [
  [
    'an item index that skips',
    two,
    (events) => events.map((event) => (event['output_index'] === 1 ? { ...event, output_index: 2 } : event)),
    ['item/index', 'value/final-output'],
  ],
  ['a delta of no item', text, set('output_text.delta', 'output_index', 3), ['item/index']],
  ['a done without output_index', text, set('D', 'output_index', undefined), ['item/index']],
  [
    'a delta on the wrong item',
    two,
    set('output_text.delta', 'output_index', 0, 1),
    ['item/index', 'item/id', 'item/closed', 'value/delta-sum'],
  ],
  ['another item_id', text, set('output_text.delta', 'item_id', 'msg_x'), ['item/id']],
  ['no item_id', text, set('output_text.delta', 'item_id', undefined), ['item/id']],
  ['another id at D', text, set('D', 'item.id', 'msg_x'), ['item/id', 'value/final-output']],
  ['another call_id at D', call, set('D', 'item.call_id', 'call_x'), ['item/id', 'value/final-output']],
  ['another type at D', search, set('D', 'item.type', 'file_search_call'), ['item/id', 'value/final-output']],
  ['an id used twice', 'two messages', () => stream([kind.message(['a']), kind.message(['a'])]), ['item/id']],
  ['no item.done', text, drop('D'), ['item/closed']],
  ['two item.done', text, double('D'), ['item/closed']],
  [
    'a delta after item.done',
    call,
    moveAfter('function_call_arguments.delta', 'D'),
    ['item/closed', 'value/delta-sum'],
  ],
  [
    'an item added inside another',
    two,
    (events) => renumber([...events.slice(0, 5), events.at(8)!, ...events.slice(5, 8), ...events.slice(9)]),
    ['item/order'],
  ],
  ['added completed', text, set('A', 'item.status', 'completed'), ['item/status']],
  [
    'done in_progress',
    call,
    both(set('D', 'item.status', 'in_progress'), set('completed', 'response.output.0.status', 'in_progress')),
    ['item/status'],
  ],
  [
    'incomplete under completed',
    text,
    both(set('D', 'item.status', 'incomplete'), set('completed', 'response.output.0.status', 'incomplete')),
    ['item/status'],
  ],
  [
    'an item after an incomplete one',
    two,
    () => stream([kind.functionCall(['{'], 'incomplete'), kind.message(['a'])], { status: 'incomplete' }),
    ['item/status'],
  ],
]

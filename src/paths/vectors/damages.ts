import { type Json, listIn } from '../../check/json.ts'
import { changing, type Damage, placeOf, renumbered, valueAt } from './damage.ts'
import { valueDamages } from './value-damages.ts'

const added = 'response.output_item.added'
const done = 'response.output_item.done'

/** Breaks of the rules that every stream can break. */
const streamDamages: readonly Damage[] = [
  {
    rule: 'stream/first-event',
    what: 'response.created is missing',
    damage: (events) => ({ index: 0, events: renumbered(events.slice(1)) }),
  },
  {
    rule: 'stream/terminal',
    what: 'the terminal event is missing',
    damage: (events) => ({ index: events.length - 1, events: events.slice(0, -1) }),
  },
  {
    rule: 'stream/order',
    what: 'response.in_progress comes twice',
    damage: (events) => ({ index: 2, events: renumbered(events.toSpliced(1, 0, ...events.slice(1, 2))) }),
  },
  {
    rule: 'stream/sequence',
    what: 'a sequence_number is one too high',
    damage: (events) => changing(events, 2, 'sequence_number', 3),
  },
  {
    rule: 'stream/response-id',
    what: 'the terminal event has another response.id',
    damage: (events) => changing(events, events.length - 1, 'response.id', 'resp_other'),
  },
  {
    rule: 'stream/event-name',
    what: 'the event: line of the third event names another type',
    damage: (events) => ({
      index: 2,
      events,
      names: events.map(({ type }, at) => (at === 2 ? 'response.in_progress' : String(type))),
    }),
  },
  {
    rule: 'stream/lifecycle-snapshot',
    what: 'response.in_progress has an output',
    damage: (events) => changing(events, 1, 'response.output', [{}]),
  },
  {
    rule: 'stream/unknown-event',
    what: 'there is an event that OpenAI does not have',
    damage: (events) => ({
      index: 2,
      events: renumbered(events.toSpliced(2, 0, { type: 'response.thinking.delta', delta: 'x' })),
    }),
  },
]

/** Breaks of the rules about items. */
const itemDamages: readonly Damage[] = [
  {
    rule: 'item/order',
    what: 'the event before output_item.done is missing; where nothing is before it, an event of another kind is there',
    damage(events) {
      const end = placeOf(events, done)
      if (end === null) return null
      const before = events[end - 1]?.['type']
      const isOptional = before === added || before === 'response.compaction.compacting'
      return isOptional
        ? withForeign(events, end)
        : { index: end - 1, events: renumbered(events.toSpliced(end - 1, 1)) }
    },
  },
  {
    rule: 'item/index',
    what: 'the item is added at another output_index',
    damage: (events) => at(events, added, (index) => changing(events, index, 'output_index', 3)),
  },
  {
    rule: 'item/id',
    what: 'the item has another id when it is done',
    damage: (events) => at(events, done, (index) => changing(events, index, 'item.id', 'id_other')),
  },
  {
    rule: 'item/closed',
    what: 'output_item.done comes twice',
    damage: (events) =>
      at(events, done, (index) => {
        return { index: index + 1, events: renumbered(events.toSpliced(index, 0, ...events.slice(index, index + 1))) }
      }),
  },
  {
    rule: 'item/status',
    what: 'the item is incomplete when it is added',
    damage: (events) =>
      at(events, added, (index) => {
        const has = valueAt(events[index], ['item', 'status']) !== undefined
        return has ? changing(events, index, 'item.status', 'incomplete') : null
      }),
  },
  {
    rule: 'value/final-output',
    what: 'the item in the terminal output has another field than when it was done',
    damage(events) {
      const end = events.length - 1
      const [item] = listIn(events[end]?.['response'], 'output')
      return item === undefined ? null : changing(events, end, 'response.output.0.more', 1)
    },
  },
]

function at<Result>(events: readonly Json[], type: string, damage: (index: number) => Result): Result | null {
  const index = placeOf(events, type)
  return index === null ? null : damage(index)
}

function withForeign(events: readonly Json[], end: number) {
  const item_id = valueAt(events[end], ['item', 'id'])
  const foreign = { type: 'response.function_call_arguments.done', item_id, output_index: 0, arguments: '' }
  return { index: end, events: renumbered(events.toSpliced(end, 0, foreign)) }
}

/** One way to break each rule. */
export const damages: readonly Damage[] = [...streamDamages, ...itemDamages, ...valueDamages]

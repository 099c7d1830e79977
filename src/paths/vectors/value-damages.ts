import type { Json } from '../../check/json.ts'
import { changed, changing, type Damage, type Damaged, valueAt } from './damage.ts'

/** Where an item holds what is streamed. */
const held = ['content.0.text', 'arguments', 'code', 'input', 'operation.diff', 'action.commands.0', 'output.0.stdout']

/** What is empty until it is streamed, at the item's beginning or at a part's. */
const emptyAtItem = ['item.arguments', 'item.code', 'item.input', 'item.operation.diff']
const emptyAtPart = ['part.text', 'command']

/** The fields that count. */
const indexes = ['content_index', 'command_index']

/** What the event that ends a value calls it. */
const whole = ['text', 'arguments', 'code', 'input', 'diff', 'command']

/** Breaks of the rules about what is streamed. */
export const valueDamages: readonly Damage[] = [
  {
    rule: 'part/index',
    what: 'the first part has another index',
    damage: (events) =>
      first(
        events,
        indexes,
        ({ type }) => isPartEvent(type),
        (index, path) => changing(events, index, path, 5),
      ),
  },
  {
    rule: 'part/empty-at-added',
    what: 'what is still to be streamed is there when the item, or its part, is added',
    damage: (events) =>
      filledItem(events) ??
      first(
        events,
        emptyAtPart,
        ({ type }) => isPartAdded(type),
        (index, path) => changing(events, index, path, 'x'),
      ),
  },
  {
    rule: 'value/delta-sum',
    what: 'the event that says the whole says another than the deltas',
    damage: (events) =>
      first(
        events,
        whole,
        ({ type }) => String(type).endsWith('.done'),
        (index, path) => changing(events, index, path, 'other'),
      ) ?? emptyDelta(events),
  },
  {
    rule: 'value/item-sum',
    what: 'the item holds another value than was streamed',
    damage: heldOtherwise,
  },
]

const isAdded = ({ type }: Json) => type === 'response.output_item.added'
const isPartEvent = (type: unknown) => isPartAdded(type) || type === 'response.shell_call_output_content.delta'
const isPartAdded = (type: unknown) =>
  type === 'response.content_part.added' || type === 'response.shell_call_command.added'

/** An item that has its value when it is added. Arguments that are never streamed are whole from the start. */
function filledItem(events: readonly Json[]): Damaged | null {
  if (!events.some(({ type }) => String(type).endsWith('.delta'))) return null
  return first(events, emptyAtItem, isAdded, (index, path) => {
    const filled = changing(events, index, path, 'x')
    // Whether a patch streams its diff is known with its first event only.
    return path === 'item.operation.diff' ? { ...filled, index: index + 1 } : filled
  })
}

/** The damage to the first event like this that has one of these fields. */
function first(
  events: readonly Json[],
  paths: readonly string[],
  like: (event: Json) => boolean,
  damage: (index: number, path: string) => Damaged | null,
): Damaged | null {
  for (const [index, event] of events.entries()) {
    const path = paths.find((each) => valueAt(event, each.split('.')) !== undefined)
    if (path !== undefined && like(event)) return damage(index, path)
  }
  return null
}

/** A delta that says nothing, where no event says the whole. */
function emptyDelta(events: readonly Json[]): Damaged | null {
  const index = events.findIndex(({ type }) => type === 'response.shell_call_output_content.delta')
  return index < 0 ? null : changing(events, index, 'delta', {})
}

/** Changes what the item holds at its end, and in the terminal output alike: these two agree. */
function heldOtherwise(events: readonly Json[]): Damaged | null {
  const index = events.findIndex(({ type }) => type === 'response.output_item.done')
  const path = held.find((each) => typeof valueAt(events[index], ['item', ...each.split('.')]) === 'string')
  const isStreamed = events.some(({ type }) => String(type).endsWith('.delta'))
  if (path === undefined || !isStreamed) return null
  const end = events.length - 1
  return {
    index,
    events: events.map((event, at) => {
      if (at === index) return changed(event, `item.${path}`, 'other')
      return at === end ? changed(event, `response.output.0.${path}`, 'other') : event
    }),
  }
}

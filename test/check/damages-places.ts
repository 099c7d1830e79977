import type { Json, WireEvent } from '../oracle/letter.ts'
import { type Damage, each, ofClass, setting } from './mutants.ts'

const any = () => true
const added = ofClass('item added')
const done = ofClass('item done')
const ofItem = (event: WireEvent) => 'output_index' in event
const ofPart = (event: WireEvent) => 'content_index' in event || 'summary_index' in event

const plus = (n: number) => (old: unknown) => Number(old) + n

const indexes: Damage[] = [
  { group: 're-index', name: 'an item added at a later index', mutants: setting(added, 'output_index', plus(2)) },
  { group: 're-index', name: 'an item added at an earlier index', mutants: setting(added, 'output_index', plus(-1)) },
  { group: 're-index', name: 'an item done at another index', mutants: setting(done, 'output_index', plus(1)) },
  { group: 're-index', name: 'an event at another index', mutants: setting(ofItem, 'output_index', plus(1)) },
  { group: 're-index', name: 'an event at an index before', mutants: setting(ofItem, 'output_index', plus(-1)) },
  {
    group: 're-index',
    name: 'an event without output_index',
    mutants: setting(ofItem, 'output_index', () => undefined),
  },
  { group: 're-index', name: 'output_index as text', mutants: setting(ofItem, 'output_index', String) },
  {
    group: 're-index',
    name: 'a whole item at another index',
    mutants: each(added, (all, at) => {
      const { output_index } = all[at]!
      return all.map((event) => (event['output_index'] === output_index ? { ...event, output_index: 7 } : event))
    }),
  },
  ...['content_index', 'summary_index', 'annotation_index', 'command_index'].flatMap((name): Damage[] => [
    { group: 're-index', name: `${name} too high`, mutants: setting(any, name, plus(1)) },
    { group: 're-index', name: `no ${name}`, mutants: setting(any, name, () => undefined) },
  ]),
  {
    group: 're-index',
    name: 'content_index from 1',
    mutants: (all) =>
      all.some(ofPart)
        ? [
            all.map((event) =>
              'content_index' in event ? { ...event, content_index: Number(event['content_index']) + 1 } : event,
            ),
          ]
        : [],
  },
]

const ids: Damage[] = [
  { group: 're-id', name: 'another item_id', mutants: setting(any, 'item_id', () => 'id_x') },
  { group: 're-id', name: 'no item_id', mutants: setting(any, 'item_id', () => undefined) },
  {
    group: 're-id',
    name: "another item's item_id",
    mutants: setting(any, 'item_id', (old, _, all) => {
      const others = all.filter(added).map((event) => (event['item'] as Json)['id'])
      return others.find((id) => id !== old) ?? old
    }),
  },
  { group: 're-id', name: 'another id when added', mutants: setting(added, 'item.id', () => 'id_x') },
  { group: 're-id', name: 'no id when added', mutants: setting(added, 'item.id', () => undefined) },
  { group: 're-id', name: 'another id when done', mutants: setting(done, 'item.id', () => 'id_x') },
  { group: 're-id', name: 'another call_id when done', mutants: setting(done, 'item.call_id', () => 'call_x') },
  { group: 're-id', name: 'another response id', mutants: setting(any, 'response.id', () => 'resp_x') },
  { group: 're-id', name: 'no response id', mutants: setting(any, 'response.id', () => '') },
  {
    group: 're-id',
    name: 'an id used twice',
    mutants: each(added, (all, at) => {
      const first = all.find(added)!
      if (first === all[at]) return null
      const id = (first['item'] as Json)['id']
      const own = (all[at]!['item'] as Json)['id']
      return JSON.parse(JSON.stringify(all).replaceAll(JSON.stringify(own), JSON.stringify(id))) as WireEvent[]
    }),
  },
]

/** What is done to indexes and ids. */
export const ofPlaces: readonly Damage[] = [...indexes, ...ids]

import type { WireEvent } from '../oracle/letter.ts'
import { classes, type Damage, each, ofClass, renumber, setting } from './mutants.ts'

const any = () => true
const added = ofClass('item added')
const done = ofClass('item done')
const ofItem = (event: WireEvent) => 'output_index' in event
const move = (events: WireEvent[], from: number, to: number) => {
  const [event] = events.splice(from, 1)
  return events.toSpliced(to, 0, event!)
}

/** Dropped, doubled, exchanged: with numbers that hide it. */
const order: Damage[] = [
  ...classes.flatMap((name): Damage[] => [
    {
      group: 'drop',
      name: `${name} dropped`,
      mutants: each(ofClass(name), (all, at) => renumber(all.toSpliced(at, 1))),
    },
    {
      group: 'double',
      name: `${name} doubled`,
      mutants: each(ofClass(name), (all, at) => renumber(all.toSpliced(at, 0, structuredClone(all[at]!)))),
    },
    {
      group: 'early',
      name: `${name} three places early`,
      mutants: each(ofClass(name), (all, at) => (at >= 3 ? renumber(move(all, at, at - 3)) : null)),
    },
  ]),
  // Nothing is after the terminal event.
  ...classes.slice(0, -1).flatMap((name): Damage[] => [
    {
      group: 'swap',
      name: `${name} exchanged with the next`,
      mutants: each(ofClass(name), (all, at) => (at + 1 < all.length ? renumber(move(all, at, at + 1)) : null)),
    },
    {
      group: 'late',
      name: `${name} three places late`,
      mutants: each(ofClass(name), (all, at) => (at + 3 < all.length ? renumber(move(all, at, at + 3)) : null)),
    },
  ]),
  {
    group: 'late',
    name: 'an event after the end',
    mutants: each(ofItem, (all, at) => renumber(move(all, at, all.length - 1))),
  },
  {
    group: 'late',
    name: 'an event after its item is done',
    mutants: each(ofItem, (all, at) => {
      const { output_index } = all[at]!
      const end = all.findIndex((event) => done(event) && event['output_index'] === output_index)
      return end > at ? renumber(move(all, at, end)) : null
    }),
  },
  {
    group: 'early',
    name: 'an event before its item is added',
    mutants: each(ofItem, (all, at) => {
      const begin = all.findIndex((event) => added(event) && event['output_index'] === all[at]!['output_index'])
      return begin >= 0 && begin < at ? renumber(move(all, at, begin)) : null
    }),
  },
]

/** The same, with the numbers as they came. */
const raw: Damage[] = [
  { group: 'sequence', name: 'an event lost', mutants: each(any, (all, at) => all.toSpliced(at, 1)) },
  {
    group: 'sequence',
    name: 'an event sent twice',
    mutants: each(any, (all, at) => all.toSpliced(at, 0, structuredClone(all[at]!))),
  },
  {
    group: 'sequence',
    name: 'two events exchanged',
    mutants: each(any, (all, at) => (at + 1 < all.length ? move(all, at, at + 1) : null)),
  },
  { group: 'sequence', name: 'a number too high', mutants: setting(any, 'sequence_number', (old) => Number(old) + 5) },
  { group: 'sequence', name: 'a number again', mutants: setting(any, 'sequence_number', (old) => Number(old) - 1) },
  { group: 'sequence', name: 'no number', mutants: setting(any, 'sequence_number', () => undefined) },
  { group: 'sequence', name: 'a number as text', mutants: setting(any, 'sequence_number', String) },
  {
    group: 'sequence',
    name: 'numbers from 1',
    mutants: (all) => [all.map((event) => ({ ...event, sequence_number: Number(event['sequence_number']) + 1 }))],
  },
  {
    group: 'sequence',
    name: 'numbers that begin anew',
    mutants: each(ofClass('delta'), (all, at) => [...all.slice(0, at), ...renumber(all.slice(at))]),
  },
]

/** What is done to the order of events, with numbers that hide it and with numbers that tell. */
export const ofOrder: readonly Damage[] = [...order, ...raw]

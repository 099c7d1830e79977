import type { Json, WireEvent } from '../oracle/letter.ts'
import { type Damage, each, ofClass, ofType, renumber, setting } from './mutants.ts'

const any = () => true
const added = ofClass('item added')
const done = ofClass('item done')
const terminal = ofClass('terminal')
const ofItem = (event: WireEvent) => 'output_index' in event

const statuses: Damage[] = [
  ...['completed', 'failed', 'queued', undefined].map((status): Damage => ({
    group: 'status',
    name: `${status ?? 'no status'} at an item added`,
    mutants: setting(added, 'item.status', () => status),
  })),
  ...['completed', 'incomplete', 'failed', 'in_progress', undefined].map((status): Damage => ({
    group: 'status',
    name: `${status ?? 'no status'} at an item done`,
    mutants: setting(done, 'item.status', () => status),
  })),
  {
    group: 'status',
    name: 'completed in a lifecycle event',
    mutants: setting(ofClass('lifecycle'), 'response.status', () => 'completed'),
  },
  {
    group: 'status',
    name: 'usage in a lifecycle event',
    mutants: setting(ofClass('lifecycle'), 'response.usage', () => ({})),
  },
  {
    group: 'status',
    name: 'output in a lifecycle event',
    mutants: setting(ofClass('lifecycle'), 'response.output', () => [{}]),
  },
  {
    group: 'status',
    name: 'no response in a lifecycle event',
    mutants: setting(ofClass('lifecycle'), 'response', () => undefined),
  },
]

const ofOutput = (change: (output: Json[]) => unknown) =>
  setting(terminal, 'response.output', (old) => change(old as Json[]))

const ends: Damage[] = [
  { group: 'terminal', name: 'cut off', mutants: (all) => all.slice(1).map((_, at) => all.slice(0, at + 1)) },
  {
    group: 'terminal',
    name: 'the status of another end',
    mutants: setting(terminal, 'response.status', (old) => (old === 'failed' ? 'completed' : 'failed')),
  },
  { group: 'terminal', name: 'no usage', mutants: setting(ofType('completed'), 'response.usage', () => null) },
  {
    group: 'terminal',
    name: 'an error in completed',
    mutants: setting(ofType('completed'), 'response.error', () => ({})),
  },
  { group: 'terminal', name: 'no response at the end', mutants: setting(terminal, 'response', () => undefined) },
  { group: 'terminal', name: 'no output at the end', mutants: ofOutput(() => undefined) },
  { group: 'terminal', name: 'the first item not in the output', mutants: ofOutput((output) => output.slice(1)) },
  { group: 'terminal', name: 'the last item not in the output', mutants: ofOutput((output) => output.slice(0, -1)) },
  {
    group: 'terminal',
    name: 'an item too many in the output',
    mutants: ofOutput((output) => [...output, { id: 'x' }]),
  },
  { group: 'terminal', name: 'the output turned round', mutants: ofOutput((output) => output.toReversed()) },
  {
    group: 'terminal',
    name: 'another status in the output',
    mutants: ofOutput((output) => output.map((item, at) => (at === 0 ? { ...item, status: 'queued' } : item))),
  },
  {
    group: 'terminal',
    name: 'another field in the output',
    mutants: ofOutput((output) => output.map((item, at) => (at === 0 ? { ...item, more: 1 } : item))),
  },
]

const foreign: Damage[] = [
  {
    group: 'foreign',
    name: 'an unknown event',
    mutants: each(any, (all, at) => renumber(all.toSpliced(at + 1, 0, { type: 'response.sung' }))),
  },
  {
    group: 'foreign',
    name: 'a keepalive',
    mutants: each(any, (all, at) => renumber(all.toSpliced(at + 1, 0, { type: 'keepalive' }))),
  },
  {
    group: 'foreign',
    name: 'what is no event',
    mutants: each(any, (all, at): unknown[] => [...all.slice(0, at), 7, ...all.slice(at)]),
  },
  {
    group: 'foreign',
    name: 'an event replaced by nothing',
    mutants: each(any, (all, at): unknown[] => all.map((event, i) => (i === at ? null : event))),
  },
  {
    group: 'foreign',
    name: '[DONE] before the end',
    mutants: each(
      (event) => !terminal(event),
      (all, at): unknown[] => [...all.slice(0, at), '[DONE]', ...all.slice(at)],
    ),
  },
  {
    group: 'foreign',
    name: 'an error event in the middle',
    mutants: each(ofItem, (all, at) => renumber(all.toSpliced(at, 0, { type: 'error', code: 'e', message: 'm' }))),
  },
]

/** What is done to statuses and to the end, and what does not belong into a stream. */
export const ofEndings: readonly Damage[] = [...statuses, ...ends, ...foreign]

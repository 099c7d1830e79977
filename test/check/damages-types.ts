import type { WireEvent } from '../oracle/letter.ts'
import { type Damage, ofClass, ofType, setting } from './mutants.ts'

const any = () => true
const added = ofClass('item added')
const done = ofClass('item done')
const terminal = ofClass('terminal')

const retype = (like: (event: WireEvent) => boolean, type: string | ((old: string) => string)): Damage['mutants'] =>
  setting(like, 'type', (old) => (typeof type === 'string' ? type : type(String(old))))

const types: Damage[] = [
  { group: 'retype', name: 'an unknown type', mutants: retype(any, 'response.sung') },
  { group: 'retype', name: 'a type without its prefix', mutants: retype(any, (old) => old.replace('response.', '')) },
  {
    group: 'retype',
    name: 'a delta as a refusal',
    mutants: retype(ofType('output_text.delta'), 'response.refusal.delta'),
  },
  {
    group: 'retype',
    name: 'a delta as one of another kind',
    mutants: retype(ofClass('delta'), (old) =>
      old.includes('function_call') ? 'response.output_text.delta' : 'response.function_call_arguments.delta',
    ),
  },
  {
    group: 'retype',
    name: 'a delta as done',
    mutants: retype(ofClass('delta'), (old) => old.replace('delta', 'done')),
  },
  {
    group: 'retype',
    name: 'done as a delta',
    mutants: retype(ofClass('value done'), (old) => old.replace('done', 'delta')),
  },
  {
    group: 'retype',
    name: 'a status event of another kind',
    mutants: retype(ofClass('status event'), (old) =>
      old.includes('file_search') ? 'response.web_search_call.searching' : 'response.file_search_call.searching',
    ),
  },
  {
    group: 'retype',
    name: 'completed as failed',
    mutants: retype(ofClass('status event'), (old) => old.replace('completed', 'failed')),
  },
  {
    group: 'retype',
    name: 'a terminal event as another',
    mutants: retype(terminal, (old) => (old.endsWith('failed') ? 'response.completed' : 'response.failed')),
  },
  { group: 'retype', name: 'in_progress as queued', mutants: retype(ofType('in_progress'), 'response.queued') },
  { group: 'retype', name: 'created as in_progress', mutants: retype(ofType('created'), 'response.in_progress') },
  { group: 'retype', name: 'item done as added', mutants: retype(done, 'response.output_item.added') },
  { group: 'retype', name: 'item added as done', mutants: retype(added, 'response.output_item.done') },
  {
    group: 'retype',
    name: 'a part of another type added',
    mutants: setting(ofClass('part added'), 'part.type', (old) => (old === 'refusal' ? 'output_text' : 'refusal')),
  },
  {
    group: 'retype',
    name: 'a part of another type done',
    mutants: setting(ofClass('part done'), 'part.type', (old) => (old === 'refusal' ? 'output_text' : 'refusal')),
  },
  {
    group: 'retype',
    name: 'an item of another type added',
    mutants: setting(added, 'item.type', (old) => (old === 'message' ? 'reasoning' : 'message')),
  },
  {
    group: 'retype',
    name: 'an item of another type done',
    mutants: setting(done, 'item.type', (old) => (old === 'message' ? 'reasoning' : 'message')),
  },
]

/** What is done to types: of events, of parts, of items. */
export const ofTypes: readonly Damage[] = [...types]

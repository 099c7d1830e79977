import type { WireEvent } from '../oracle/letter.ts'
import { type Damage, ofClass, setting } from './mutants.ts'

const added = ofClass('item added')
const done = ofClass('item done')
const texts = ['text', 'arguments', 'code', 'input', 'refusal', 'diff', 'command']

const alter = (old: unknown) => (typeof old === 'string' ? `${old}~` : old)
const fieldsOf = (name: string, like: (event: WireEvent) => boolean, holder = '') =>
  texts.map((field): Damage => ({
    group: 'value',
    name: `another ${field} in ${name}`,
    mutants: setting(like, `${holder}${field}`, alter),
  }))

const values: Damage[] = [
  { group: 'value', name: 'another text in a delta', mutants: setting(ofClass('delta'), 'delta', alter) },
  { group: 'value', name: 'an empty delta', mutants: setting(ofClass('delta'), 'delta', () => '') },
  { group: 'value', name: 'no delta in a delta', mutants: setting(ofClass('delta'), 'delta', () => undefined) },
  ...fieldsOf('a done event', ofClass('value done')),
  { group: 'value', name: 'no text in a done event', mutants: setting(ofClass('value done'), 'text', () => undefined) },
  { group: 'value', name: 'another text in a part done', mutants: setting(ofClass('part done'), 'part.text', alter) },
  {
    group: 'value',
    name: 'another refusal in a part done',
    mutants: setting(ofClass('part done'), 'part.refusal', alter),
  },
  {
    group: 'value',
    name: 'no annotations in a part done',
    mutants: setting(ofClass('part done'), 'part.annotations', (old) =>
      Array.isArray(old) && old.length > 0 ? [] : [{}],
    ),
  },
  { group: 'value', name: 'a text in a part added', mutants: setting(ofClass('part added'), 'part.text', alter) },
  { group: 'value', name: 'a refusal in a part added', mutants: setting(ofClass('part added'), 'part.refusal', alter) },
  ...['arguments', 'code', 'input'].flatMap((field): Damage[] => [
    { group: 'value', name: `${field} at an item added`, mutants: setting(added, `item.${field}`, alter) },
    { group: 'value', name: `other ${field} at an item done`, mutants: setting(done, `item.${field}`, alter) },
  ]),
  {
    group: 'value',
    name: 'content at an item added',
    mutants: setting(added, 'item.content', () => [{ type: 'output_text', text: 'x' }]),
  },
  { group: 'value', name: 'no content at an item done', mutants: setting(done, 'item.content', () => []) },
  { group: 'value', name: 'another text at an item done', mutants: setting(done, 'item.content.0.text', alter) },
  {
    group: 'value',
    name: 'another part at an item done',
    mutants: setting(done, 'item.content', (old) => [...(old as unknown[]), { type: 'refusal', refusal: 'x' }]),
  },
  { group: 'value', name: 'no summary at an item done', mutants: setting(done, 'item.summary', () => []) },
  { group: 'value', name: 'another diff at an item done', mutants: setting(done, 'item.operation.diff', alter) },
  {
    group: 'value',
    name: 'other commands at an item done',
    mutants: setting(done, 'item.action.commands', () => ['rm']),
  },
  {
    group: 'value',
    name: 'other output at an item done',
    mutants: setting(done, 'item.output', (old) => (Array.isArray(old) ? [{}] : old)),
  },
  {
    group: 'value',
    name: 'no error after a failure',
    mutants: setting(done, 'item.error', (old) => (old === null ? old : null)),
  },
]

/** What is done to texts and other values. */
export const ofValues: readonly Damage[] = [...values]

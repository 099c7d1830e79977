import * as fc from 'fast-check'
import { markers } from '../conservation/model-side.ts'

const words = [
  'assistant',
  'user',
  'analysis',
  'commentary',
  'final',
  'to=',
  'to=functions.',
  'to=assistant',
  'to=python',
  'to=browser.search',
  'functions.',
  'json',
  '{"',
  '"}',
  '<',
  '<|',
  '|>',
  '<|end',
  ' ',
  ' ',
  '\n',
] as const

/** What a model may write next: a marker, something out of a header, or `null`: characters that nothing else has. */
const piece = fc.oneof(
  { weight: 5, arbitrary: fc.constantFrom(...markers) },
  { weight: 4, arbitrary: fc.constantFrom(...words) },
  { weight: 6, arbitrary: fc.constant(null) },
)

/** Frequent turns, so that deeper places are reached than random markers would. */
const turn = fc.constantFrom<(string | null)[]>(
  ['<|channel|>', 'analysis', '<|message|>', null, '<|end|>'],
  ['<|start|>', 'assistant', '<|channel|>', 'final', '<|message|>', null, '<|return|>'],
  ['<|start|>', 'assistant', '<|channel|>', 'commentary', ' ', 'to=functions.', null, '<|message|>', null, '<|call|>'],
  ['<|start|>', 'assistant', ' ', 'to=', null, '<|channel|>', 'commentary', '<|message|>', null],
  ['<|start|>', null, ' ', 'to=assistant', '<|channel|>', 'commentary', '<|message|>', null, '<|end|>'],
  ['<|channel|>', null, '<|message|>', null],
  ['<|start|>', 'assistant', '<|channel|>', 'final', null],
)

/** A model's output in pieces, each a marker or ordinary text. `own` are the characters that stand once in all of it. */
export interface ModelOutput {
  pieces: string[]
  own: string
}

/** Any output: turns and pieces in any order. Every run of own characters is new. */
export const anyOutput: fc.Arbitrary<ModelOutput> = fc
  .tuple(
    fc.array(fc.oneof({ weight: 3, arbitrary: piece.map((one) => [one]) }, { weight: 2, arbitrary: turn }), {
      maxLength: 25,
    }),
    fc.constantFrom('', '', '', '<', '<|', '<|retur'),
  )
  .map(([parts, tail]) => {
    let next = 0x4e00
    let own = ''
    const fresh = () => {
      const text = String.fromCharCode(next++, next++, next++)
      own += text
      return text
    }
    return { pieces: [...parts.flat().map((part) => part ?? fresh()), tail], own }
  })

/** Where to cut: lengths, used one after the other and over again. */
export const anyCuts = fc.array(fc.integer({ min: 1, max: 30 }), { minLength: 1, maxLength: 8 })

/** Cuts something into runs of the lengths. */
export function cutBy<Sequence extends { slice(from: number, to: number): Sequence; length: number }>(
  whole: Sequence,
  lengths: readonly number[],
): Sequence[] {
  const cut: Sequence[] = []
  for (let at = 0, turn = 0; at < whole.length; turn++) {
    const length = lengths[turn % lengths.length] ?? 1
    cut.push(whole.slice(at, at + length))
    at += length
  }
  return cut
}

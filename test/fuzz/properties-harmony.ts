import * as fc from 'fast-check'
import { expect } from 'vitest'
import { createHarmonyTextSource } from '../../src/sources/harmony/text.ts'
import { createHarmonyTokenSource } from '../../src/sources/harmony/tokens.ts'
import type { SourceEnd } from '../../src/sources/source.ts'
import { inOrder, invented, lost, notOnce } from '../conservation/compare.ts'
import { segmentsOf } from '../conservation/item-side.ts'
import { markers, surelyContent, withoutMarkers } from '../conservation/model-side.ts'
import { ordinary, type Token, tokenize } from '../sources/harmony/tokens.ts'
import { merged } from '../streams/merged.ts'
import { anyCuts, anyOutput, cutBy } from './harmony-output.ts'
import { hear, type Heard } from './hear.ts'
import { expectWhole } from './run.ts'

const anyEnd = fc.constantFrom<SourceEnd | 'fail'>(
  {},
  { reason: 'stop' },
  { reason: 'length' },
  { reason: 'content_filter' },
  'fail',
)

/** Any text, cut anywhere, is a whole stream in which every own character stands once, the same as uncut. */
export function texts(numRuns: number): void {
  fc.assert(
    fc.property(anyOutput, anyCuts, anyEnd, ({ pieces, own }, cuts, end) => {
      const text = pieces.join('')
      const heard = hear(createHarmonyTextSource, cutBy(text, cuts), end)
      expectKept(heard, own)
      expectContentKept(heard, text)
      expectSame(heard, hear(createHarmonyTextSource, [text], end))
    }),
    { numRuns },
  )
}

/** The same for tokens, one by one and several at once. */
export function tokens(numRuns: number): void {
  const sizes = fc.integer({ min: 1, max: 9 })
  fc.assert(
    fc.property(anyOutput, sizes, anyCuts, anyEnd, ({ pieces, own }, size, cuts, end) => {
      const list = pieces.flatMap((piece) => tokenize(piece, size))
      const one = hear(createHarmonyTokenSource, list, end)
      expectKept(one, own)
      const chunks = cutBy(list, cuts)
      const several = hear(createHarmonyTokenSource, chunks.map(chunkOf), end)
      // Where ids and text can be put together in more than one way, nobody can tell which one it was.
      if (chunks.some(isUndecidable)) {
        expectKept(several, own)
        expect(several.warnings.map(({ code }) => code)).toContain('harmony/unaligned')
      } else expectSame(several, one)
    }),
    { numRuns },
  )
}

/** Text that only looks like markers is content, token by token, and loses nothing either. */
export function quotedMarkers(numRuns: number): void {
  fc.assert(
    fc.property(anyOutput, fc.array(fc.boolean()), anyEnd, ({ pieces, own }, quoted, end) => {
      const list = pieces.flatMap((piece, index) =>
        quoted[index] === true && isMarker(piece) ? ordinary(piece, 3) : tokenize(piece),
      )
      expectKept(hear(createHarmonyTokenSource, list, end), own)
    }),
    { numRuns },
  )
}

function isMarker(piece: string): boolean {
  return markers.some((marker) => marker === piece)
}

/** Whether the tokens' text could be split at their markers in any other way. Each ordinary token has some text. */
function isUndecidable(list: readonly Token[]): boolean {
  const { text } = chunkOf(list)
  // The number of ways to get to each place in the text with the tokens so far; an ordinary run ends anywhere later.
  let ways: number[] = Array.from({ length: text.length + 1 }, (_, at) => (at === 0 ? 1 : 0))
  for (const [index, token] of list.entries()) {
    const before = ways
    if (isMarker(token.text) && token.id >= 199_998) {
      ways = before.map((_, at) => {
        const start = at - token.text.length
        return start >= 0 && text.startsWith(token.text, start) ? (before[start] ?? 0) : 0
      })
    } else if (index === 0 || isMarker(list[index - 1]?.text ?? '')) {
      let sum = 0
      ways = before.map((count) => {
        const now = sum
        sum += count
        return now
      })
    }
  }
  return (ways[text.length] ?? 0) > 1
}

function chunkOf(list: readonly Token[]): { token_ids: number[]; text: string } {
  return { token_ids: list.map(({ id }) => id), text: list.map(({ text }) => text).join('') }
}

function expectKept(heard: Heard, own: string): void {
  const { inputs, warnings, events, beside, isDone } = heard
  expectWhole(inputs, { events, beside, isDone })
  expect(beside).toEqual([])
  const segments = segmentsOf(inputs, [])
  const names = segments.flatMap(({ start }) => [start.channel ?? '', start.recipient ?? '', start.contentType ?? ''])
  const said = segments.map(({ text }) => text)
  expect(notOnce(own, [...said, ...names, ...warnings.map(({ text = '' }) => text)])).toEqual([])
  expect(inOrder(own, said.join(''))).toBe(true)
}

/** Of all characters, also of those that stand often: none is fewer than was surely content, or more than was said. */
function expectContentKept({ inputs, warnings }: Heard, text: string): void {
  const said = segmentsOf(inputs, []).map((segment) => segment.text)
  const dropped = warnings.map((warning) => withoutMarkers(warning.text ?? ''))
  expect(lost(surelyContent(text), [...said, ...dropped])).toEqual([])
  expect(invented(withoutMarkers(text), said)).toEqual([])
}

function expectSame(heard: Heard, other: Heard): void {
  expect(merged(heard.events)).toEqual(merged(other.events))
  expect(heard.warnings).toEqual(other.warnings)
}

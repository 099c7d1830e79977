import * as fc from 'fast-check'
import { expect } from 'vitest'
import { createChatSource } from '../../src/sources/chat/source.ts'
import type { SourceEnd } from '../../src/sources/source.ts'
import { notOnce } from '../conservation/compare.ts'
import { segmentsOf } from '../conservation/item-side.ts'
import { anyChunks } from './chat-output.ts'
import { hear } from './hear.ts'
import { expectWhole } from './run.ts'

const anyEnd = fc.constantFrom<SourceEnd | 'fail'>({}, { reason: 'stop' }, { reason: 'length' }, 'fail')

/** Chunks of a hostile upstream are a whole stream; what they say stands once, in an item or in a warning. */
export function hostileChunks(numRuns: number): void {
  fc.assert(
    fc.property(anyChunks, anyEnd, ({ chunks, own }, end) => {
      const { inputs, warnings, events, beside, isDone } = hear(createChatSource, chunks, end)
      expectWhole(inputs, { events, beside, isDone })
      expect(beside).toEqual([])
      const said = segmentsOf(inputs, []).map(({ text }) => text)
      expect(notOnce(own, [...said, ...warnings.map(({ text = '' }) => text)])).toEqual([])
    }),
    { numRuns },
  )
}

/** Whatever JSON comes in place of chunks: a whole stream. */
export function anyJson(numRuns: number): void {
  fc.assert(
    fc.property(fc.array(fc.jsonValue()), anyEnd, (chunks, end) => {
      const { inputs, ...ran } = hear(createChatSource, chunks, end)
      expectWhole(inputs, ran)
    }),
    { numRuns },
  )
}

import * as fc from 'fast-check'
import { expect } from 'vitest'
import { modelFormats } from '../../src/runtime/model-format.ts'
import { respond } from '../../src/runtime/respond.ts'
import { oracle } from '../oracle/values.ts'
import { casesOf, documents } from '../streams/fixture.ts'
import { anyCuts, cutBy } from './harmony-output.ts'

const bodies = documents()
  .flatMap(casesOf)
  .flatMap(({ blocks }) => blocks)
  .flatMap((block) => (block.kind === 'model' ? [new TextEncoder().encode(block.text)] : []))

/** A body of the fixtures, with some bytes turned into others. */
const anyBody = fc
  .tuple(fc.constantFrom(...bodies), fc.array(fc.tuple(fc.nat(), fc.integer({ min: 0, max: 255 })), { maxLength: 6 }))
  .map(([body, damages]) => {
    const damaged = Uint8Array.from(body)
    for (const [at, byte] of damages) if (damaged.length > 0) damaged[at % damaged.length] = byte
    return damaged
  })

/** Damaged bytes in any format, cut anywhere, are a whole stream: nothing is thrown at the reader. */
export async function damagedBytes(numRuns: number): Promise<void> {
  await fc.assert(
    fc.asyncProperty(
      fc.constantFrom(...modelFormats),
      fc.oneof(anyBody, fc.uint8Array()),
      anyCuts,
      async (from, body, cuts) => {
        const events = await Array.fromAsync(
          respond(each(cutBy(body, cuts)), { from, codeInterpreter: true, webSearch: true }),
        )
        expect(oracle(events, { profile: 'strict' })).toEqual([])
      },
    ),
    { numRuns },
  )
}

async function* each<Value>(values: readonly Value[]): AsyncGenerator<Value> {
  yield* values
}

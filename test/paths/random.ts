import { type Arbitrary, array, constantFrom, oneof, string } from 'fast-check'
import { responseInputs } from '../../src/paths/inputs.ts'
import type { ResponseMachineInput } from '../../src/wire/input.ts'

const ends = (input: ResponseMachineInput) =>
  ['response.finish', 'response.fail', 'response.cancel'].includes(input.type) ||
  (input.type === 'segment.end' && input.reason === 'cut')

const inputs = responseInputs()
const text = string({ unit: 'grapheme', maxLength: 4 })

/** Anything in any order, but what ends a walk comes seldom; text of all kinds, and the alphabet's own. */
const anyInput: Arbitrary<ResponseMachineInput> = oneof(
  { weight: 40, arbitrary: constantFrom(...inputs.filter((input) => !ends(input))) },
  { weight: 16, arbitrary: constantFrom(...inputs.filter(({ type }) => type === 'segment.start')) },
  { weight: 16, arbitrary: text.map((more): ResponseMachineInput => ({ type: 'segment.delta', text: more })) },
  { weight: 1, arbitrary: constantFrom(...inputs.filter(ends)) },
)

export const anyInputs = array(anyInput, { maxLength: 60, size: 'max' })

/** How often a property is tried; all of it in two seconds. */
export const runs = { numRuns: 400, seed: 20_260_101 }

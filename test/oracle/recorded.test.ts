import { describe, expect, test } from 'vitest'
import { accumulate, outcome } from './accumulator.ts'
import { folder, recordings } from './recorded.ts'
import { oracle } from './values.ts'

const all = recordings()
const real = all.filter(({ faithful }) => faithful === 'real')
const edited = all.filter(({ faithful }) => faithful === 'edited')

describe.skipIf(all.length === 0)(
  all.length === 0 ? `no recordings in ${folder} (set RECORDED_STREAMS)` : 'recordings of real servers',
  () => {
    test.for(real)('$file has no fault but those that real servers have', ({ events, names }) => {
      expect(oracle(events, { profile: 'observed', names })).toEqual([])
    })

    test.for(edited)('$file was edited by hand, and that shows', ({ events, names }) => {
      expect(oracle(events, { profile: 'observed', names })).not.toEqual([])
    })

    test('the official client takes all real ones that begin at the beginning', async () => {
      for (const { file, events } of real) {
        const types = events.map((event) => (event as { type: string }).type)
        const result = await outcome(accumulate(events))
        const taken = types[0] === 'response.created' && !types.includes('error')
        expect('response' in result, file).toBe(taken)
      }
    })
  },
)

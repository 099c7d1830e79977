import { describe, expect, test } from 'vitest'
import { accumulate, accumulateOverHttp, outcome } from './accumulator.ts'
import { correct, strangeToClient } from './correct.ts'
import type { WireEvent } from './letter.ts'
import { stream } from './streams.ts'

const output = (events: readonly WireEvent[]) => (events.at(-1)!['response'] as { output: WireEvent[] }).output

describe('what the official client makes of correct streams', () => {
  test.for(Object.entries(correct))('%s', async ([name, events]) => {
    for (const accumulated of [accumulate(events), accumulateOverHttp(events)]) {
      const result = await outcome(accumulated)
      if (strangeToClient.includes(name)) expect(result).toHaveProperty('error')
      else if (events.at(-1)!.type === 'response.failed') expect(result).toHaveProperty('error.message', 'hand-written')
      else expect(result).toMatchObject({ response: { id: 'resp_1', output: output(events) } })
    }
  })

  test('and of broken ones', async () => {
    const events = correct['a message']!
    await expect(accumulate(events.toSpliced(3, 1))).rejects.toThrow('missing content')
    await expect(accumulateOverHttp(events.toSpliced(3, 1))).rejects.toThrow('missing content')
    await expect(accumulate(events.slice(2))).rejects.toThrow('response.created')
    await expect(accumulate([...stream([]).slice(0, 2), { type: 'response.sung' }])).rejects.toThrow('Unhandled')
  })
})

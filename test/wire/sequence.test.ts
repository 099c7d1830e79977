import { describe, expect, it } from 'vitest'
import { makeId, randomSeed } from '../../src/wire/ids.ts'
import { runtimes } from '../runtime/interrupted.ts'
import { scenarios, settled, start } from '../runtime/scenarios.ts'

describe('sequence_number', () => {
  it.each(Object.entries(scenarios))('rises from 0 by 1 through %s', (_, { input, inputs }) => {
    for (const runtime of Object.values(runtimes)) {
      const { events } = runtime.begin(input, inputs)
      expect(events.map((event) => event.sequence_number)).toEqual(events.map((_event, index) => index))
    }
  })
})

describe('ids', () => {
  const { inputs } = scenarios['an item of each kind, closed with its segment']!
  const idsOf = (seed: string) => {
    const { events } = runtimes.XState.begin(settled({ seed }), inputs)
    return events.flatMap((event) => (event.type === 'response.output_item.added' ? [event.item.id] : []))
  }

  it('are numbered in the order they are made, under the prefix of their kind', () => {
    expect(idsOf('')).toEqual(['rs_1', 'msg_2', 'fc_3', 'ci_4', 'ws_5', 'mcp_6', 'mcp_7', 'msg_8'])
  })

  it('carry the seed, so that two streams share none', () => {
    expect(idsOf('abc')).toContain('rs_abc1')
  })

  it('are taken from the segment where it brings its own', () => {
    const { events } = runtimes.XState.begin(settled(), [start('final', null, { itemId: 'msg_mine' })])
    expect(events.at(-1)).toMatchObject({ item_id: 'msg_mine' })
  })

  it('are made by a pure function', () => {
    expect(makeId('call', 's', 3)).toBe('call_s3')
  })

  it('are random by default: 32 hexadecimal digits', () => {
    expect(randomSeed()).toMatch(/^[0-9a-f]{32}$/)
    expect(randomSeed()).not.toBe(randomSeed())
  })
})

import { describe, expect, test } from 'vitest'
import { checkStream } from '../../src/check/check-stream.ts'
import { correct } from '../oracle/correct.ts'
import type { WireEvent } from '../oracle/letter.ts'
import { itemStreams, type MadeStream, responseStreams } from './made-streams.ts'

/** What is wrong with any of the streams: nothing should be. */
function wrong(streams: readonly MadeStream[], ended: (events: readonly WireEvent[]) => boolean = () => true) {
  return streams.flatMap(({ name, events }) =>
    (['strict', 'observed'] as const).flatMap((profile) => {
      const { violations, responses } = checkStream(events, { profile })
      const whole = responses.length === 1 && ended(events) === (responses[0]!.status !== null)
      return violations.length === 0 && whole ? [] : [{ name, profile, violations }]
    }),
  )
}

describe('what our own machines say is accepted', () => {
  const items = itemStreams()
  const responses = responseStreams()

  test(`every path of every item machine (${items.length})`, () => expect(wrong(items).slice(0, 3)).toEqual([]))

  test(`long tours of the response machine with its items (${responses.length})`, () => {
    expect(wrong(responses).slice(0, 3)).toEqual([])
  })
})

test('and so are the hand-written streams', () => {
  const streams = Object.entries(correct).map(([name, events]) => ({ name, events }))
  expect(wrong(streams)).toEqual([])
})

test('every beginning of a stream is clean but for its end', () => {
  for (const [name, events] of Object.entries(correct)) {
    for (let length = 1; length < events.length; length += 1) {
      const { violations } = checkStream(events.slice(0, length), { profile: 'strict' })
      expect(violations, name).toMatchObject([{ rule: 'stream/terminal', index: length }])
    }
  }
})

import { expect, test } from 'vitest'
import { responseStreamMatchers, type ResponseStreamMatchers } from '../../src/check/matcher.ts'
import { correct } from '../oracle/correct.ts'
import { double, drop } from '../oracle/damage.ts'

expect.extend(responseStreamMatchers)

declare module 'vitest' {
  interface Matchers<R extends void | Promise<void>, T> extends ResponseStreamMatchers<R> {}
}

const events = correct['a message']!
const broken = drop('output_text.done')(structuredClone(events))

test('a correct stream', () => {
  expect(events).toBeAValidResponseStream()
  expect(events).toBeAValidResponseStream({ profile: 'strict' })
})

test('a wrong one', () => {
  expect(broken).not.toBeAValidResponseStream()
  expect(() => expect(broken).toBeAValidResponseStream()).toThrow(
    /but\n {2}item\/order: event 6 response.content_part.done before response.output_text.done/,
  )
  expect(() => expect(events).not.toBeAValidResponseStream()).toThrow('they are one')
})

async function* slowly(all: readonly unknown[]) {
  yield* all
}

test('an async iterable', async () => {
  await expect(slowly(events)).toBeAValidResponseStream()
  await expect(slowly(broken)).not.toBeAValidResponseStream()
})

test('what is no stream', () => {
  expect(7).not.toBeAValidResponseStream()
  expect([]).not.toBeAValidResponseStream()
  const many = double('created')(structuredClone(events)).flatMap((event) => [event, 7])
  expect(() => expect(many).toBeAValidResponseStream()).toThrow('more')
})

import { setFlagsFromString } from 'node:v8'
import { runInNewContext } from 'node:vm'
import { expect, test } from 'vitest'
import { answer, calls } from '../../bench/check-streams.ts'
import { checkStream } from '../../src/check/check-stream.ts'

test('what the benchmark reads is clean', () => {
  for (const events of [answer(1000), calls(20)]) {
    expect(checkStream(events, { profile: 'strict' })).toMatchObject({ ok: true, tolerated: [] })
  }
  expect(checkStream(calls(20)).responses).toHaveLength(20)
})

/** Milliseconds. */
const each = (deltas: number) => {
  const events = answer(deltas)
  checkStream(events)
  const begun = performance.now()
  checkStream(events)
  return (performance.now() - begun) / deltas
}

test('a long stream takes no more for each event than a short one', () => {
  each(1000)
  // Quadratic work would make it forty times as much.
  expect(each(200_000)).toBeLessThan(each(5000) * 10 + 0.005)
})

/** The heap without what is garbage. */
function held(): number {
  setFlagsFromString('--expose-gc')
  const collect: unknown = runInNewContext('gc')
  if (typeof collect === 'function') collect()
  return process.memoryUsage().heapUsed
}

test('what is kept is bounded by one response', () => {
  const seen: number[] = []
  const one = answer(2000)
  function* many() {
    for (let n = 0; n < 200; n += 1) {
      // New events each time: nothing that is kept would be shared.
      yield* structuredClone(one)
      if (n % 50 === 49) seen.push(held())
    }
  }
  expect(checkStream(many()).events).toBe(one.length * 200)
  // A response is half a megabyte.
  expect(seen.at(-1)! - seen[0]!).toBeLessThan(3_000_000)
})

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

// Quadratic work would not end within the bound.
test('a long stream is checked to its end', { timeout: 20_000 }, () => {
  expect(checkStream(answer(200_000))).toMatchObject({ ok: true })
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

import { expect, test } from 'vitest'
import { Deadline } from '../../../src/server/upstreams/http/deadline.ts'

/** How many timers this process has. */
const timers = () => process.getActiveResourcesInfo().filter((each) => each === 'Timeout').length

test('an abort leaves no timer behind, also where nobody clears it', async () => {
  const before = timers()
  const controller = new AbortController()
  const deadlines = Array.from({ length: 50 }, () => new Deadline(controller.signal, 60_000))
  expect(timers()).toBeGreaterThanOrEqual(before + 50)
  controller.abort(new Error('gone'))
  await new Promise((resolve) => setImmediate(resolve))
  expect(timers()).toBeLessThan(before + 10)
  for (const { signal } of deadlines) expect(signal.reason).toEqual(new Error('gone'))
})

test('an abort that came before leaves none either', () => {
  const before = timers()
  const { signal } = new Deadline(AbortSignal.abort(new Error('gone')), 60_000)
  expect(signal.reason).toEqual(new Error('gone'))
  expect(timers()).toBe(before)
})

import { expect, test } from 'vitest'
import { FileLocked } from '../../../src/server/store/sqlite/locked.ts'
import { FileQueue } from '../../../src/server/store/sqlite/file-queue.ts'

const locked = () => {
  throw new FileLocked('a.db', new Error('database is locked'))
}

const fails = () => {
  throw new Error('Broken.')
}

/** A step that finds the file locked so many times. */
function lockedFor(times: number, done: () => unknown = () => 'done') {
  return () => (times-- > 0 ? locked() : done())
}

test('what finds the file free is done before anything else', () => {
  let isDone = false
  void new FileQueue(1_000).take(() => (isDone = true))
  expect(isDone).toBe(true)
})

test('what finds it locked is done later, and what came behind it after it', async () => {
  const turns = new FileQueue(10_000)
  const order: number[] = []
  const tries = [3, 0, 2].map((times, at) => turns.take(lockedFor(times, () => order.push(at))))
  expect(order).toEqual([])
  await Promise.all(tries)
  expect(order).toEqual([0, 1, 2])
  let isDone = false
  void turns.take(() => (isDone = true))
  expect(isDone).toBe(true)
})

test('what fails for good is nobody else’s failure', async () => {
  const turns = new FileQueue(10_000)
  const results = await Promise.allSettled([turns.take(lockedFor(1)), turns.take(fails), turns.take(() => 2)])
  expect(results).toMatchObject([{ value: 'done' }, { reason: { message: 'Broken.' } }, { value: 2 }])
  await expect(turns.take(fails)).rejects.toThrow('Broken.')
})

test('only the first in the row looks, less and less often, until all have lost patience', async () => {
  const turns = new FileQueue(400)
  let looks = 0
  const look = () => {
    looks += 1
    return locked()
  }
  const results = await Promise.allSettled(Array.from({ length: 100 }, () => turns.take(look)))
  expect(results.every(({ status }) => status === 'rejected')).toBe(true)
  // 10 + 20 + 40 + 80 + 160 ms, and the last one; some more where not all lost it at once.
  expect(looks).toBeLessThan(30)
  expect(await turns.take(() => 'free')).toBe('free')
})

import { once } from 'node:events'
import { expect, test, vi } from 'vitest'
import type { Upstream } from '../../src/server/upstreams/upstream.ts'
import { eventually, idOf, postStream } from './post.ts'
import { serving } from './serving.ts'
import { sound } from './streams.ts'

const timers = () => process.getActiveResourcesInfo().filter((each) => each === 'Timeout').length

/** A model that begins to speak, and then thinks until it is left. */
const thinking: Upstream = {
  name: 'thinking',
  async generate(_conversation, { signal }) {
    async function* chunks() {
      yield '<|channel|>final<|message|>Well'
      if (!signal.aborted) await once(signal, 'abort')
      throw signal.reason
    }
    return { format: 'harmony', chunks: chunks() }
  },
}

test('each response has its whole time, though one timer looks after all of them', async () => {
  await using server = await serving({ upstream: thinking, maxDuration: 200, heartbeat: 0 })
  const lasted = async (after: number) => {
    await new Promise((resolve) => setTimeout(resolve, after))
    const since = performance.now()
    const stream = await postStream(server)
    expect((await sound(await stream.all)).at(-1)?.type).toBe('response.failed')
    return performance.now() - since
  }
  const all = await Promise.all([lasted(0), lasted(60), lasted(120)])
  for (const time of all) expect(time).toBeGreaterThan(195)
})

test('a response that may take for ever is not looked at again and again', async () => {
  const timeout = vi.spyOn(globalThis, 'setTimeout')
  await using server = await serving({ upstream: thinking, maxDuration: Number.POSITIVE_INFINITY })
  const stream = await postStream(server, { store: false })
  await idOf(stream)
  await new Promise((resolve) => setTimeout(resolve, 50))
  const delays = timeout.mock.calls.map(([, delay]) => delay ?? 0)
  timeout.mockRestore()
  expect(delays).toContain(2 ** 31 - 1)
  expect(delays.every((delay) => delay < 2 ** 31)).toBe(true)
  stream.leave()
  await stream.all.catch(() => undefined)
})

test('responses that run have no timers of their own', async () => {
  await using server = await serving({ upstream: thinking })
  const begun = async () => {
    const stream = await postStream(server, { store: false })
    await idOf(stream)
    return stream
  }
  const first = await begun()
  const before = timers()
  const all = [first, ...(await Promise.all(Array.from({ length: 20 }, begun)))]
  // Connections may have theirs for a while.
  await eventually(() => timers() < before + 10, 'the timers of requests are gone')
  for (const stream of all) stream.leave()
  await Promise.allSettled(all.map((stream) => stream.all))
})

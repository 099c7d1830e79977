import { afterEach, expect, test, vi } from 'vitest'
import { createCore } from '../../src/server/core.ts'
import { builtinUpstream } from '../../src/server/upstreams/builtin.ts'

afterEach(() => void vi.useRealTimers())

test('an authentication that never answers is not waited for for ever', async () => {
  vi.useFakeTimers()
  const core = createCore({ upstream: builtinUpstream(), authenticate: () => new Promise(() => undefined) })
  const { signal } = new AbortController()
  const request = { method: 'GET', url: '/v1/models', header: () => null, body: null, signal }
  const answer = core.handle(request)
  await vi.advanceTimersByTimeAsync(10_000)
  expect(await answer).toMatchObject({ status: 503, body: expect.stringContaining('could not be found out in time') })
  await core.close(0)
})

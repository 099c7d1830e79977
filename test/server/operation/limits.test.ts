import { expect, test } from 'vitest'
import { ApiError } from '../../../src/server/api-error.ts'
import { apiKeys } from '../../../src/server/operation/api-keys.ts'
import { callerOf } from '../../../src/server/operation/caller.ts'
import { createGate } from '../../../src/server/operation/create-gate.ts'
import { rateLimit } from '../../../src/server/operation/rate-limit.ts'
import { eventually, post, postStream } from '../post.ts'
import { serving } from '../serving.ts'
import { SpokenUpstream, speech } from '../spoken-upstream.ts'

const request = (address?: string) => ({
  method: 'GET',
  url: '/',
  header: () => null,
  address,
  body: null,
  signal: AbortSignal.any([]),
})

test('a bucket fills steadily, and is each caller’s own', () => {
  let now = 0
  const take = rateLimit(60, () => now)
  const isTaken = (caller: string) => {
    try {
      take(caller)
      return true
    } catch (error) {
      expect(error).toBeInstanceOf(ApiError)
      return error
    }
  }
  for (let count = 0; count < 60; count += 1) expect(isTaken('a')).toBe(true)
  expect(isTaken('a')).toMatchObject({ status: 429, headers: { 'retry-after': '1' } })
  expect(isTaken('b')).toBe(true)
  now = 999
  expect(isTaken('a')).toBeInstanceOf(ApiError)
  now = 1001
  expect(isTaken('a')).toBe(true)
  expect(isTaken('a')).toBeInstanceOf(ApiError)
  now += 3_600_000
  for (let count = 0; count < 60; count += 1) expect(isTaken('a')).toBe(true)
  expect(isTaken('a')).toBeInstanceOf(ApiError)
})

test.each([
  ['127.0.0.1', '::ffff:127.0.0.1', true],
  ['127.0.0.1', '127.0.0.2', false],
  ['2001:db8:1:2:3:4:5:6', '2001:db8:1:2::9', true],
  ['2001:db8:1:2::9', '2001:db8:1:3::9', false],
  ['::1', '0:0:0:0:0:0:0:1', true],
  ['fe80::1%eth0', 'fe80::2', true],
])('%s and %s', (one, other, isSame) => {
  expect(callerOf(request(one), '') === callerOf(request(other), '')).toBe(isSame)
})

test('a key counts for itself, wherever it asks from', () => {
  expect(callerOf(request('10.0.0.1'), 'k')).toBe(callerOf(request('10.0.0.2'), 'k'))
  expect(callerOf(request('10.0.0.1'), 'k')).not.toBe(callerOf(request('10.0.0.1'), ''))
})

test('too many requests', async () => {
  const gate = createGate({ requestsPerMinute: 2 })
  await using server = await serving({ gate, authenticate: apiKeys(['sk-one', 'sk-two']) })
  const ask = (key: string) => fetch(`${server.url}/models`, { headers: { authorization: `Bearer ${key}` } })
  expect([(await ask('sk-one')).status, (await ask('sk-one')).status]).toEqual([200, 200])
  const refused = await ask('sk-one')
  expect(refused.status).toBe(429)
  expect(Number(refused.headers.get('retry-after'))).toBeGreaterThan(0)
  expect((await refused.json()).error).toMatchObject({ type: 'rate_limit_error', code: 'rate_limit_exceeded' })
  expect((await ask('sk-two')).status).toBe(200)
  expect((await fetch(`${server.url}/health`)).status).toBe(200)
})

test('too many at once: a stream counts until it is over, or its client gone', async () => {
  const gate = createGate({ concurrentRequests: 1 })
  const upstream = new SpokenUpstream().say(...speech.slice(0, 2))
  await using server = await serving({ gate, upstream })
  const stream = await postStream(server)
  await stream.until('response.created')
  const refused = await post(server, { model: 'm', input: 'x' })
  expect(refused.status).toBe(429)
  expect(refused.headers.get('retry-after')).toBe('1')
  stream.leave()
  await eventually(async () => (await fetch(`${server.url}/models`)).status === 200, 'its place is free')
})

test('a request that fails leaves its place', async () => {
  await using server = await serving({ gate: createGate({ concurrentRequests: 1 }) })
  for (let count = 0; count < 3; count += 1) expect((await post(server, {})).status).toBe(400)
  for (let count = 0; count < 3; count += 1) {
    const stream = await postStream(server)
    await stream.all
  }
})

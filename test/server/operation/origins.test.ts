import { expect, test } from 'vitest'
import { createCore } from '../../../src/server/core.ts'
import { createFetchHandler } from '../../../src/server/fetch.ts'
import { createGate } from '../../../src/server/operation/create-gate.ts'
import { apiKeys } from '../../../src/server/operation/api-keys.ts'
import { builtinUpstream } from '../../../src/server/upstreams/builtin.ts'
import { post } from '../post.ts'
import { serving } from '../serving.ts'

const origin = 'https://app.example.com'
const gate = createGate({ origins: [origin] })

function preflight(from: string) {
  const headers = {
    origin: from,
    'access-control-request-method': 'POST',
    'access-control-request-headers': 'authorization,content-type,x-stainless-os',
  }
  return { method: 'OPTIONS', headers }
}

test('a preflight, which brings no key, on both adapters', async () => {
  const options = { gate, authenticate: apiKeys(['sk-one']) }
  await using server = await serving(options)
  const handler = createFetchHandler(createCore({ upstream: builtinUpstream(), ...options }))
  const answers = [
    await fetch(`${server.url}/responses`, preflight(origin)),
    await handler(new Request('http://x/v1/responses', preflight(origin))),
  ]
  for (const answer of answers) {
    expect(answer.status).toBe(204)
    expect(await answer.text()).toBe('')
    expect(answer.headers.get('access-control-allow-origin')).toBe(origin)
    expect(answer.headers.get('access-control-allow-methods')).toBe('GET, POST, DELETE')
    expect(answer.headers.get('access-control-allow-headers')).toBe('authorization,content-type,x-stainless-os')
    expect(answer.headers.get('vary')).toBe('origin')
  }
})

test('an allowed page reads answers, streams and errors', async () => {
  await using server = await serving({ gate })
  const headers = { origin, 'content-type': 'application/json' }
  for (const body of [{ model: 'm', input: 'x' }, { model: 'm', input: 'x', stream: true }, {}]) {
    const answer = await post(server, body, { headers })
    expect(answer.headers.get('access-control-allow-origin')).toBe(origin)
    expect(answer.headers.get('access-control-expose-headers')).toContain('x-request-id')
    await answer.text()
  }
})

test('another page is refused before anything is done for it', async () => {
  let asked = 0
  const upstream = builtinUpstream()
  const counting = {
    ...upstream,
    generate: (...args: Parameters<typeof upstream.generate>) => (asked++, upstream.generate(...args)),
  }
  await using server = await serving({ gate, upstream: counting })
  const answer = await post(server, { model: 'm', input: 'x' }, { headers: { origin: 'https://evil.example' } })
  expect(answer.status).toBe(403)
  expect(answer.headers.get('access-control-allow-origin')).toBe(null)
  expect((await answer.json()).error).toMatchObject({ type: 'permission_error', code: 'origin_not_allowed' })
  expect((await fetch(`${server.url}/responses`, preflight('https://evil.example'))).status).toBe(403)
  expect((await fetch(`${server.url}/responses`, preflight('null'))).status).toBe(403)
  expect(asked).toBe(0)
})

test("the server's own page, and no page at all, pass", async () => {
  await using server = await serving({ gate: createGate() })
  const headers = { origin: new URL(server.url).origin }
  expect((await fetch(`${server.url}/models`, { headers })).status).toBe(200)
  expect((await fetch(`${server.url}/models`)).status).toBe(200)
})

test('all origins', async () => {
  await using server = await serving({ gate: createGate({ origins: ['*'] }) })
  const answer = await fetch(`${server.url}/models`, { headers: { origin: 'null' } })
  expect(answer.headers.get('access-control-allow-origin')).toBe('*')
})

test('security headers on every answer, and a stream keeps its own', async () => {
  await using server = await serving({ gate: createGate() })
  for (const path of ['/models', '/nope', '/health']) {
    const { headers } = await fetch(`${server.url}${path}`)
    expect(headers.get('x-content-type-options')).toBe('nosniff')
    expect(headers.get('content-security-policy')).toContain("default-src 'none'")
    expect(headers.get('cache-control')).toBe('no-store')
  }
  const stream = await post(server, { model: 'm', input: 'x', stream: true })
  expect(stream.headers.get('cache-control')).toBe('no-cache, no-transform')
  await stream.text()
})

test("a client's request id comes back, an odd one doesn't", async () => {
  await using server = await serving({ gate: createGate() })
  const idFor = async (id: string) =>
    (await fetch(`${server.url}/models`, { headers: { 'x-request-id': id } })).headers.get('x-request-id')
  expect(await idFor('trace-1.2:3')).toBe('trace-1.2:3')
  expect(await idFor('a b')).toMatch(/^req_[\da-f]{32}$/)
  expect(await idFor('x'.repeat(129))).toMatch(/^req_/)
})

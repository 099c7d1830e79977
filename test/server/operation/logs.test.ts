import { expect, test } from 'vitest'
import { badRequest, internalError } from '../../../src/server/api-error.ts'
import { createLogger, type LoggerOptions } from '../../../src/server/operation/logs/create-logger.ts'
import { logObserver } from '../../../src/server/operation/logs/log-observer.ts'
import { errorFields } from '../../../src/server/operation/logs/error-fields.ts'
import type { Observer } from '../../../src/server/observer.ts'
import { createCore } from '../../../src/server/core.ts'
import { createFetchHandler } from '../../../src/server/fetch.ts'
import { UpstreamError } from '../../../src/server/upstreams/error.ts'
import type { Upstream } from '../../../src/server/upstreams/upstream.ts'
import { builtinUpstream } from '../../../src/server/upstreams/builtin.ts'
import { SpokenUpstream } from '../spoken-upstream.ts'

function logging({ texts = false, ...options }: Partial<LoggerOptions> & { texts?: boolean } = {}) {
  const lines: string[] = []
  const write = (line: string) => void lines.push(line)
  const log = createLogger({ level: 'info', pretty: false, ...options, write })
  return { observer: logObserver(log, { texts }), lines, objects: () => lines.map((line): object => JSON.parse(line)) }
}

async function ask(observer: Observer, body: object | string, upstream: Upstream = builtinUpstream()): Promise<void> {
  const core = createCore({ upstream, observer })
  const headers = { 'content-type': 'application/json' }
  const text = typeof body === 'string' ? body : JSON.stringify(body)
  const request = new Request('http://x/v1/responses', { method: 'POST', headers, body: text })
  await (await createFetchHandler(core)(request)).text()
  await core.close(0)
}

test('a request and its response, one JSON object a line', async () => {
  const { observer, objects } = logging()
  await ask(observer, { model: 'm', input: 'Hello', stream: true })
  const [request, ended] = objects()
  expect(request).toMatchObject({ level: 30, msg: 'request', method: 'POST', route: '/v1/responses', status: 200 })
  expect(request).toHaveProperty('requestId', expect.stringMatching(/^req_/))
  expect(request).toHaveProperty('time', expect.stringMatching(/^\d{4}-.*Z$/))
  expect(ended).toMatchObject({ msg: 'response ended', status: 'completed' })
  expect(ended).toHaveProperty('outputTokens', expect.any(Number))
})

const secret = 'xyzzy-plugh'
const stuttering = () =>
  new SpokenUpstream().say(`<|channel|>final<|message|>${secret}<|start|><|start|>${secret}<|channel|>`).end()
const refusing: Upstream = {
  name: 'refusing',
  generate: async () => {
    throw new UpstreamError('invalid_request_error', 400, `Your prompt ${secret} is too long`)
  },
}
const unlucky: Upstream = {
  name: 'unlucky',
  generate: async () => JSON.parse(secret),
}

test.each<[string, object | string, Upstream | undefined]>([
  [
    'a prompt and its answer',
    { model: 'm', input: secret, instructions: secret, metadata: { [secret]: secret } },
    undefined,
  ],
  ['a body that is no JSON', `{"input": "${secret}`, undefined],
  ['a wrong value', { model: 'm', input: [{ role: secret }], metadata: { [secret]: 7 } }, undefined],
  [
    'a schema',
    { model: 'm', input: 'x', tools: [{ type: 'function', name: 'f', parameters: { [secret]: 1 } }] },
    undefined,
  ],
  ['a wrong model output', { model: 'm', input: 'x' }, stuttering()],
  ['an upstream that quotes', { model: 'm', input: 'x' }, refusing],
  ['an error that quotes', { model: 'm', input: 'x' }, unlucky],
])('%s: nothing of what was said is logged, even at the lowest level', async (_, body, upstream) => {
  const { observer, lines } = logging({ level: 'trace' })
  await ask(observer, body, upstream)
  expect(lines.length).toBeGreaterThan(0)
  expect(lines.join('')).not.toContain(secret)
})

test('texts, where they are asked for', async () => {
  const { observer, lines } = logging({ texts: true })
  await ask(observer, { model: 'm', input: 'x' }, refusing)
  expect(lines.join('')).toContain(secret)
})

test('levels: a fault of the server is an error, a probe is debug', () => {
  const { observer, objects } = logging()
  const request = { requestId: 'r', method: 'GET', duration: 1 }
  observer.requestEnded?.({ ...request, route: '/v1/health', status: 200 })
  expect(objects()).toEqual([])
  const error = internalError(new TypeError('x is not a function'))
  observer.requestEnded?.({ ...request, route: '/v1/models', status: 500, error })
  expect(objects()).toMatchObject([
    { level: 50, error: { code: 'internal_error', cause: { name: 'TypeError', message: 'x is not a function' } } },
  ])
  expect(objects()).toHaveProperty('0.error.cause.stack.0', expect.stringMatching(/^at /))
})

test('pretty', async () => {
  const { observer, lines } = logging({ pretty: true })
  await ask(observer, { model: 'm', input: 'Hello' })
  expect(lines.join('')).toMatch(/INFO.*: request \{.*"route":"\/v1\/responses"/)
})

test('silent', async () => {
  const { observer, lines } = logging({ level: 'silent' })
  await ask(observer, '[')
  expect(lines).toEqual([])
})

test("a path of the body without the client's own keys", () => {
  const params = ['tools[0].parameters.properties.xyzzy', 'metadata.xyzzy']
  const logged = params.map((param) => errorFields(badRequest('x', param), { texts: false }).param)
  expect(logged).toEqual(['tools[0]', 'metadata'])
})

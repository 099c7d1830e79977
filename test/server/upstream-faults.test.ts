import { expect, test } from 'vitest'
import { chatUpstream } from '../../src/server/upstreams/chat/upstream.ts'
import { nodeTransport } from '../../src/server/upstreams/http/node-transport.ts'
import { fetchTransport } from '../../src/server/upstreams/http/fetch-transport.ts'
import { type Answer, chatServer, chunk, lastChunks } from './chat-server.ts'
import { eventually, post, postStream } from './post.ts'
import { serving } from './serving.ts'
import { sound } from './streams.ts'

const transports = [
  ['node:http', nodeTransport],
  ['fetch', fetchTransport],
] as const

const timeouts = { connect: 500, firstToken: 150, idle: 150 }
const retries = { attempts: 2, baseDelay: 1 }

async function inFrontOf(answer: Answer, transport = nodeTransport()) {
  const chat = await chatServer(answer)
  const server = await serving({ upstream: chatUpstream({ url: chat.url, timeouts, retries, transport }) })
  return {
    chat,
    server,
    async [Symbol.asyncDispose]() {
      await server[Symbol.asyncDispose]()
      await chat[Symbol.asyncDispose]()
    },
  }
}

const json = (status: number, body: unknown, headers = {}): Answer => {
  return (response) =>
    response.writeHead(status, { 'content-type': 'application/json', ...headers }).end(JSON.stringify(body))
}
const error = { error: { message: 'no', type: 'x', code: 'y' } }

/** Before the first byte: what the upstream does, and what the client is told. */
const refusals: readonly [what: string, answer: Answer, status: number, code: string, asked: number][] = [
  ['500', json(500, error), 502, 'upstream_error', 1],
  ['503, twice', json(503, error), 502, 'upstream_error', 2],
  ['429', json(429, error, { 'retry-after': '7' }), 429, 'rate_limit_exceeded', 1],
  ['400', json(400, { error: { message: 'bad', param: 'temperature' } }), 400, 'invalid_request_error', 1],
  ['401', json(401, error), 502, 'upstream_unauthorized', 1],
  ['404 for the model', json(404, error), 404, 'model_not_found', 1],
  ['never a byte', () => undefined, 504, 'upstream_timeout', 1],
  ['a head and never a byte', (response) => response.writeHead(200).flushHeaders(), 504, 'upstream_timeout', 1],
  ['a hang-up before a byte', (response) => response.destroy(), 502, 'upstream_unreachable', 2],
  ['an empty body', (response) => response.writeHead(200).end(), 502, 'upstream_broken', 2],
  ['garbage', (response) => response.writeHead(200).end('<html>\u0000\uFFFD what?</html>'), 502, 'upstream_broken', 1],
  ['half a frame', (response) => response.writeHead(200).end('data: {"choices":[{"de'), 502, 'upstream_broken', 1],
]

for (const [name, makeTransport] of transports) {
  for (const [what, answer, status, code, asked] of refusals) {
    test(`${what} before the first byte is an HTTP error, through ${name}`, async () => {
      for (const stream of [true, false]) {
        await using parts = await inFrontOf(answer, makeTransport())
        const response = await post(parts.server, { model: 'm', input: 'x', stream })
        expect(await response.json()).toMatchObject({ error: { code, message: expect.any(String) } })
        expect(response.status).toBe(status)
        expect(parts.chat.asked).toBe(asked)
        if (status === 429) expect(response.headers.get('retry-after')).toBe('7')
        if (status === 400) expect(response.headers.get('content-type')).toContain('application/json')
      }
    })
  }
}

/** After the first chunk. */
const breaks: readonly [what: string, answer: Answer, code: string][] = [
  [
    'hangs up',
    (response) => response.write(chunk('Hello'), () => setTimeout(() => response.destroy(), 20)),
    'upstream_broken',
  ],
  ['ends too early', (response) => response.end(chunk('Hello')), 'upstream_closed'],
  ['ends in half a frame', (response) => response.end(`${chunk('Hello')}data: {"choices"`), 'upstream_closed'],
  ['falls silent', (response) => response.write(chunk('Hello')), 'upstream_timeout'],
  [
    'says an error',
    (response) => response.end(`${chunk('Hello')}data: {"error":{"message":"on fire","code":"burnt"}}\n\n`),
    'burnt',
  ],
]

for (const [what, answer, code] of breaks) {
  test(`an upstream that ${what} in the middle fails the stream in order`, async () => {
    await using parts = await inFrontOf(answer)
    const stream = await postStream(parts.server)
    expect(stream.response.status).toBe(200)
    const events = await sound(await stream.all)
    expect(events.at(-1)).toMatchObject({ type: 'response.failed', response: { usage: expect.any(Object) } })
    expect(events.at(-2)).toMatchObject({ type: 'error', code })
    expect(events.map(({ delta }) => delta).join('')).toContain('Hello')
  })

  test(`an upstream that ${what} in the middle is an HTTP error for who waits for the whole`, async () => {
    await using parts = await inFrontOf(answer)
    const response = await post(parts.server, { model: 'm', input: 'x' })
    expect([502, 504]).toContain(response.status)
    expect(await response.json()).toMatchObject({ error: { message: expect.any(String) } })
  })
}

test('garbage between good chunks is passed over, with a warning', async () => {
  await using parts = await inFrontOf((response) =>
    response.end(`${chunk('Hel')}data: {oops\n\ndata: 7\n\n${chunk('lo')}${lastChunks}`),
  )
  const events = await sound(await (await postStream(parts.server)).all)
  expect(events.at(-1)).toMatchObject({ type: 'response.completed', response: { usage: { total_tokens: 8 } } })
  expect(parts.server.warnings.map(({ code }) => code)).toContain('source/not-json')
})

test('an upstream that is not there', async () => {
  const upstream = chatUpstream({ url: 'http://127.0.0.1:9', timeouts, retries, transport: nodeTransport() })
  await using server = await serving({ upstream })
  const response = await post(server, { model: 'm', input: 'x', stream: true })
  expect(response.status).toBe(502)
})

for (const [name, makeTransport] of transports) {
  test(`a client that leaves cuts the connection to the upstream, through ${name}`, async () => {
    await using parts = await inFrontOf((response) => response.write(chunk('Hello')), makeTransport())
    const stream = await postStream(parts.server)
    await stream.until('Hello')
    stream.leave()
    await eventually(() => parts.chat.cut === 1, 'the connection is cut')
  })
}

test('log probabilities come where they are asked for, and only there', async () => {
  const logprobs = { content: [{ token: 'Hi', logprob: -0.5, top_logprobs: [{ token: 'Hi', logprob: -0.5 }] }] }
  const said = `data: ${JSON.stringify({ choices: [{ index: 0, delta: { content: 'Hi' }, logprobs }] })}\n\n${lastChunks}`
  await using parts = await inFrontOf((response) => response.end(said))
  const without = await (await post(parts.server, { model: 'm', input: 'x' })).json()
  expect(without.output[0].content[0].logprobs).toEqual([])
  const include = ['message.output_text.logprobs']
  const given = await (await post(parts.server, { model: 'm', input: 'x', include, top_logprobs: 1 })).json()
  expect(given.output[0].content[0].logprobs).toMatchObject([{ token: 'Hi', logprob: -0.5 }])
  await sound(await (await postStream(parts.server, { include, top_logprobs: 1 })).all)
})

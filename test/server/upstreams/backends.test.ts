import { describe, expect, it } from 'vitest'
import { createUpstream, type Protocol, type UpstreamOptions } from '../../../src/server/upstreams/create.ts'
import { fetchTransport } from '../../../src/server/upstreams/http/fetch-transport.ts'
import { nodeTransport } from '../../../src/server/upstreams/http/node-transport.ts'
import { type Answer, fakeServer, sendEvents } from './fake-server.ts'
import { asking, functionTool, run } from './run.ts'

const weather = functionTool('get_weather', { type: 'object', properties: { location: { type: 'string' } } })
const call =
  '<|start|>assistant to=functions.get_weather<|channel|>commentary <|constrain|>json<|message|>{"location":"SF"}'
const turn = `<|channel|>analysis<|message|>Need weather.<|end|>${call}`

/** The same turn as ids and text, one chunk a piece; ordinary ids are made up. */
const markers: Readonly<Record<string, number>> = {
  '<|start|>': 200006,
  '<|end|>': 200007,
  '<|message|>': 200008,
  '<|channel|>': 200005,
  '<|constrain|>': 200003,
  '<|call|>': 200012,
  '<|return|>': 200002,
}
const pieces = (text: string) =>
  text
    .split(/(<\|\w+\|>)/)
    .flatMap((piece) => (piece === '' ? [] : [{ text: piece, id: markers[piece] ?? piece.length }]))

const chunk = (delta: object, finish: string | null = null) => ({
  id: 'chatcmpl-1',
  object: 'chat.completion.chunk',
  created: 1,
  model: 'm',
  choices: [{ index: 0, delta, finish_reason: finish }],
})

/** What each backend streams for the turn, in its real shapes. */
const answers: Record<Protocol, Answer> = {
  harmony: (reply) => {
    const chunks = pieces(turn).map(({ text, id }) => ({
      id: 'cmpl-1',
      object: 'text_completion',
      choices: [{ index: 0, text, token_ids: [id], logprobs: null, finish_reason: null, stop_reason: null }],
    }))
    const end = { index: 0, text: '', token_ids: [200012], finish_reason: 'stop', stop_reason: 200012 }
    const usage = { prompt_tokens: 10, completion_tokens: chunks.length + 1, total_tokens: 11 + chunks.length }
    return sendEvents(reply, [...chunks, { choices: [end] }, { choices: [], usage }])
  },
  llamacpp: (reply) => {
    const chunks = pieces(`${turn}<|call|>`).map(({ text, id }, index) => ({
      index: 0,
      content: text,
      tokens: [id],
      stop: false,
      id_slot: -1,
      tokens_predicted: index + 1,
      tokens_evaluated: 10,
    }))
    const end = {
      index: 0,
      content: '',
      tokens: [],
      stop: true,
      stop_type: 'eos',
      stopping_word: '',
      tokens_predicted: chunks.length,
      tokens_evaluated: 10,
      tokens_cached: 20,
      truncated: false,
      timings: { cache_n: 4, prompt_n: 6 },
    }
    return sendEvents(reply, [':\n\n', ...chunks, ':\n\n', end], false)
  },
  sglang: (reply) => {
    let text = ''
    const ids: number[] = []
    const all = pieces(`${turn}<|call|>`)
    const chunks = all.map((piece, index) => {
      text += piece.text
      ids.push(piece.id)
      const finish = index === all.length - 1 ? { type: 'stop', matched: 200012 } : null
      const meta = {
        id: 'x',
        prompt_tokens: 10,
        completion_tokens: ids.length,
        cached_tokens: 4,
        finish_reason: finish,
      }
      return { text, output_ids: [...ids], meta_info: meta }
    })
    return sendEvents(reply, chunks)
  },
  ollama: async (reply) => {
    reply.writeHead(200, { 'content-type': 'application/x-ndjson' })
    const all = turn.match(/[^]{1,7}/g) ?? []
    for (const response of all) {
      reply.write(
        `${JSON.stringify({ model: 'gpt-oss', created_at: '2025-01-01T00:00:00Z', response, done: false })}\n`,
      )
      await new Promise((next) => setImmediate(next))
    }
    const end = {
      model: 'gpt-oss',
      response: '',
      done: true,
      done_reason: 'stop',
      prompt_eval_count: 10,
      eval_count: 13,
    }
    reply.end(`${JSON.stringify(end)}\n`)
  },
  chat: (reply) => {
    const fragment = (part: object) => chunk({ tool_calls: [{ index: 0, ...part }] })
    return sendEvents(reply, [
      chunk({ role: 'assistant', content: '' }),
      chunk({ reasoning_content: 'Need ' }),
      chunk({ reasoning_content: 'weather.' }),
      fragment({ id: 'call_1', type: 'function', function: { name: 'get_weather', arguments: '' } }),
      fragment({ function: { arguments: '{"location":' } }),
      fragment({ function: { arguments: '"SF"}' } }),
      chunk({}, 'tool_calls'),
      { choices: [], usage: { prompt_tokens: 10, completion_tokens: 13, total_tokens: 23 } },
    ])
  },
}

const transports = { node: nodeTransport, fetch: () => fetchTransport() }

for (const [name, transport] of Object.entries(transports)) {
  describe(`over ${name}`, () => {
    for (const protocol of ['harmony', 'llamacpp', 'sglang', 'ollama', 'chat'] as const) {
      it(`${protocol}: a thought and a call come through`, async () => {
        const server = await fakeServer(answers[protocol])
        const options: UpstreamOptions = {
          url: server.url,
          apiKey: 'secret',
          headers: { 'x-org': 'o' },
          transport: transport(),
        }
        const upstream = createUpstream(protocol, options)
        const ran = await run(upstream, asking('Weather in SF?', { model: 'gpt-oss-20b', tools: [weather] }))
        expect(ran.violations).toEqual([])
        expect(ran.items).toEqual(['reasoning: Need weather.', 'get_weather({"location":"SF"})'])
        expect(ran.ending).toBe('completed')
        expect(ran.usage?.[0]).toBe(10)
        expect(ran.warnings).toEqual([])
        expect(server.seen[0]?.headers).toMatchObject({ authorization: 'Bearer secret', 'x-org': 'o' })
      })
    }
  })
}

it('keeps connections alive', async () => {
  const server = await fakeServer(answers.harmony)
  const upstream = createUpstream('harmony', { url: server.url, transport: nodeTransport() })
  for (let time = 0; time < 4; time += 1) await run(upstream, asking('Hi'))
  expect(server.connections).toBe(1)
  upstream.close?.()
})

import { expect, it } from 'vitest'
import { loadEncoder } from '../../../src/server/prompt/gpt-tokenizer.ts'
import { createUpstream, type Protocol, type UpstreamOptions } from '../../../src/server/upstreams/create.ts'
import { fakeServer, refuse } from './fake-server.ts'
import { asking, run } from './run.ts'

const sampling = {
  temperature: 0.5,
  topP: 0.9,
  maxOutputTokens: 100,
  stop: ['END'],
  seed: 7,
  presencePenalty: 1,
  frequencyPenalty: 2,
}

/** What an upstream is asked. */
async function asked(protocol: Protocol, more: object = {}, options: Partial<UpstreamOptions> = {}) {
  const server = await fakeServer((reply) => refuse(reply, 400, { error: { message: 'enough' } }))
  const upstream = createUpstream(protocol, { url: server.url, currentDate: () => '2025-06-28', ...options })
  await expect(run(upstream, asking('Hi <|end|>', { model: 'gpt-oss', ...more }))).rejects.toMatchObject({
    code: 'invalid_request_error',
    status: 400,
    message: 'enough',
  })
  expect(server.seen).toHaveLength(1)
  return server.seen[0]
}

const prompt =
  /^<\|start\|>system<\|message\|>[^]*<\|start\|>user<\|message\|>Hi <\u200b\|end\|><\|end\|><\|start\|>assistant$/

it('vLLM: a text prompt, special tokens kept, ids wanted', async () => {
  const seen = await asked('harmony', { sampling, user: 'u', extra: { min_p: 0.1, model: 'other' } })
  expect(seen?.path).toBe('/v1/completions')
  expect(seen?.body).toEqual({
    min_p: 0.1,
    model: 'gpt-oss',
    prompt: expect.stringMatching(prompt),
    stream: true,
    stream_options: { include_usage: true },
    max_tokens: 100,
    temperature: 0.5,
    top_p: 0.9,
    seed: 7,
    stop: ['END'],
    presence_penalty: 1,
    frequency_penalty: 2,
    user: 'u',
    stop_token_ids: [200002, 200012],
    add_special_tokens: false,
    skip_special_tokens: false,
    spaces_between_special_tokens: false,
    return_token_ids: true,
  })
})

it('vLLM: no limit is null, since none would be 16; /v1 is not doubled; another model', async () => {
  const server = await fakeServer((reply) => refuse(reply, 400, {}))
  const upstream = createUpstream('harmony', { url: `${server.url}/v1/`, model: 'served' })
  await expect(run(upstream, asking('Hi'))).rejects.toThrow('400')
  expect(server.seen[0]?.path).toBe('/v1/completions')
  expect(server.seen[0]?.body).toMatchObject({ max_tokens: null, model: 'served' })
})

it('ids instead of text: nothing has to be broken', async () => {
  const encoder = await loadEncoder()
  const vllm = await asked('harmony', {}, { encoder })
  const sglang = await asked('sglang', {}, { encoder })
  const llamacpp = await asked('llamacpp', {}, { encoder })
  // `Hi <|end|>` as ordinary tokens, then the real marker.
  const end = [12194, 464, 91, 419, 91, 29, 200007, 200006, 173781]
  for (const body of [vllm?.body, llamacpp?.body]) {
    expect(body).toMatchObject({ prompt: expect.toSatisfy((ids) => String(ids).endsWith(String(end))) })
  }
  expect(sglang?.body).toMatchObject({
    input_ids: expect.toSatisfy((ids) => String(ids).startsWith('200006,17360,200008,')),
  })
  expect(sglang?.body).not.toHaveProperty('text')
  const ollama = await asked('ollama', {}, { encoder })
  expect(ollama?.body).toMatchObject({ prompt: expect.stringMatching(prompt) })
})

it('llama.cpp', async () => {
  const seen = await asked('llamacpp', { sampling })
  expect(seen?.path).toBe('/completion')
  expect(seen?.body).toMatchObject({
    prompt: expect.stringMatching(prompt),
    n_predict: 100,
    return_tokens: true,
    preserved_tokens: expect.arrayContaining(['<|channel|>', '<|call|>']),
    stop: ['END'],
  })
})

it('SGLang', async () => {
  const seen = await asked('sglang', { sampling, extra: { unknown: 1 } })
  expect(seen?.path).toBe('/generate')
  expect(seen?.body).toEqual({
    text: expect.stringMatching(prompt),
    stream: true,
    sampling_params: {
      max_new_tokens: 100,
      temperature: 0.5,
      top_p: 0.9,
      stop: ['END'],
      presence_penalty: 1,
      frequency_penalty: 2,
      stop_token_ids: [200002, 200012],
      skip_special_tokens: false,
      spaces_between_special_tokens: false,
      no_stop_trim: true,
    },
  })
})

it('Ollama', async () => {
  const seen = await asked('ollama', { sampling })
  expect(seen?.path).toBe('/api/generate')
  expect(seen?.body).toMatchObject({
    raw: true,
    prompt: expect.stringMatching(prompt),
    options: { num_predict: 100, stop: ['END', '<|return|>', '<|call|>'] },
  })
})

it('an image for a Harmony model is a clear 400, and nothing is asked', async () => {
  const server = await fakeServer((reply) => refuse(reply, 500, {}))
  const content = [{ type: 'input_image' as const, image_url: 'data:image/png;base64,AA', detail: 'auto' as const }]
  const failing = run(createUpstream('harmony', { url: server.url }), { items: [{ role: 'user', content }] })
  await expect(failing).rejects.toMatchObject({ status: 400, code: 'unsupported_input', param: 'input[0].content[0]' })
  expect(server.seen).toHaveLength(0)
})

it('lists models', async () => {
  const server = await fakeServer((reply) =>
    refuse(reply, 200, { object: 'list', data: [{ id: 'a' }, { id: 'b' }, {}] }),
  )
  const upstream = createUpstream('chat', { url: server.url })
  await expect(upstream.models?.(AbortSignal.timeout(1000))).resolves.toEqual(['a', 'b'])
  expect(server.seen[0]?.path).toBe('/v1/models')
})

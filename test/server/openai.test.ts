import OpenAI from 'openai'
import type { Responses } from 'openai/resources/responses/responses'
import { expect, test } from 'vitest'
import { serving } from './serving.ts'
import { allSound, recordingFetch } from './streams.ts'

const weather: Responses.FunctionTool = {
  type: 'function',
  name: 'get_weather',
  description: 'The weather in a city.',
  parameters: {
    type: 'object',
    properties: { city: { type: 'string' } },
    required: ['city'],
    additionalProperties: false,
  },
  strict: true,
}

function client(url: string) {
  const { fetch, streams } = recordingFetch()
  return { openai: new OpenAI({ baseURL: url, apiKey: 'none', fetch, maxRetries: 0 }), streams }
}

test('create gives the whole response', async () => {
  await using server = await serving()
  const { openai } = client(server.url)
  const response = await openai.responses.create({ model: 'm', input: 'Hello there' })
  expect(response.status).toBe('completed')
  expect(response.output_text).toContain('You said: Hello there')
  expect(response.usage?.total_tokens).toBeGreaterThan(0)
  expect(response.completed_at).toEqual(expect.any(Number))
  expect(await openai.responses.retrieve(response.id)).toMatchObject({ id: response.id, output: response.output })
})

test('stream() gives deltas and the final response', async () => {
  await using server = await serving()
  const { openai, streams } = client(server.url)
  const stream = openai.responses.stream({ model: 'm', input: 'Hello there' })
  let text = ''
  stream.on('response.output_text.delta', ({ delta }) => (text += delta))
  const final = await stream.finalResponse()
  expect(final.output_text).toBe(text)
  expect(await allSound(streams)).toBe(1)
})

test('create({stream: true}) iterates the events', async () => {
  await using server = await serving()
  const { openai, streams } = client(server.url)
  const types = new Set<string>()
  for await (const event of await openai.responses.create({ model: 'm', input: 'Hi', stream: true }))
    types.add(event.type)
  expect(types).toContain('response.completed')
  expect(await allSound(streams)).toBe(1)
})

test('a tool round trip, by previous_response_id', async () => {
  await using server = await serving()
  const { openai, streams } = client(server.url)
  const first = await openai.responses
    .stream({ model: 'm', input: 'The weather in Paris?', tools: [weather] })
    .finalResponse()
  const call = first.output.find((item) => item.type === 'function_call')!
  expect(JSON.parse(call.arguments)).toEqual({ city: expect.any(String) })
  const output = { type: 'function_call_output' as const, call_id: call.call_id, output: 'sunny, 21 °C' }
  const second = await openai.responses
    .stream({ model: 'm', input: [output], tools: [weather], previous_response_id: first.id })
    .finalResponse()
  expect(second.output_text).toContain('sunny, 21 °C')
  expect(second.previous_response_id).toBe(first.id)
  expect(await allSound(streams)).toBe(2)
})

test('a tool round trip, with the output items sent back and nothing stored', async () => {
  await using server = await serving()
  const { openai } = client(server.url)
  const input: Responses.ResponseInputItem[] = [{ role: 'user', content: 'The weather in Paris?' }]
  const first = await openai.responses.create({ model: 'm', input, tools: [weather], store: false })
  const call = first.output.find((item) => item.type === 'function_call')!
  input.push(...first.output.filter((item) => item.type === 'reasoning' || item.type === 'function_call'), {
    type: 'function_call_output',
    call_id: call.call_id,
    output: 'rain',
  })
  const second = await openai.responses.create({ model: 'm', input, tools: [weather], store: false })
  expect(second.output_text).toContain('rain')
  await expect(openai.responses.retrieve(second.id)).rejects.toMatchObject({ status: 404 })
})

test('a background response is polled, streamed afterwards, listed and deleted', async () => {
  await using server = await serving()
  const { openai, streams } = client(server.url)
  const queued = await openai.responses.create({ model: 'm', input: 'Hello', background: true })
  expect(queued.status).toBe('queued')
  let response = queued
  while (response.status === 'queued' || response.status === 'in_progress') {
    response = await openai.responses.retrieve(queued.id)
  }
  expect(response.output_text).toContain('You said: Hello')
  for await (const event of await openai.responses.retrieve(queued.id, { stream: true })) void event
  const items = await openai.responses.inputItems.list(queued.id)
  expect(items.data).toMatchObject([{ type: 'message', role: 'user' }])
  await openai.responses.delete(queued.id)
  await expect(openai.responses.retrieve(queued.id)).rejects.toMatchObject({ status: 404 })
  expect(await allSound(streams)).toBe(1)
})

test('models', async () => {
  await using server = await serving()
  const { openai } = client(server.url)
  const models = await Array.fromAsync(openai.models.list())
  expect(models).toMatchObject([{ id: 'counterpoint-builtin', object: 'model' }])
  expect(await openai.models.retrieve('counterpoint-builtin')).toMatchObject({ id: 'counterpoint-builtin' })
  await expect(openai.models.retrieve('other')).rejects.toMatchObject({ status: 404 })
})

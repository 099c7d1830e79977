import { HumanMessage, ToolMessage, type AIMessageChunk } from '@langchain/core/messages'
import { tool } from '@langchain/core/tools'
import { ChatOpenAI } from '@langchain/openai'
import { expect, test } from 'vitest'
import { z } from 'zod'
import { serving } from './serving.ts'
import { allSound, recordingFetch } from './streams.ts'

function modelAt(baseURL: string) {
  const { fetch, streams } = recordingFetch()
  const configuration = { baseURL, apiKey: 'none', fetch }
  return {
    model: new ChatOpenAI({ model: 'm', apiKey: 'none', useResponsesApi: true, maxRetries: 0, configuration }),
    streams,
  }
}

const weather = tool(async ({ city }) => `sunny in ${city}`, {
  name: 'get_weather',
  description: 'The weather in a city.',
  schema: z.object({ city: z.string() }),
})

test('invoke', async () => {
  await using server = await serving()
  const { model } = modelAt(server.url)
  const answer = await model.invoke('Hello there')
  expect(answer.text).toContain('You said: Hello there')
  expect(answer.usage_metadata?.total_tokens).toBeGreaterThan(0)
})

test('stream', async () => {
  await using server = await serving()
  const { model, streams } = modelAt(server.url)
  const chunks: AIMessageChunk[] = await Array.fromAsync(await model.stream('Hello there'))
  expect(chunks.map(({ text }) => text).join('')).toContain('You said: Hello there')
  expect(await allSound(streams)).toBe(1)
})

test('a tool round trip, streaming', async () => {
  await using server = await serving()
  const { model, streams } = modelAt(server.url)
  const bound = model.bindTools([weather])
  const question = new HumanMessage('The weather in Paris?')
  const said = (await Array.fromAsync(await bound.stream([question]))).reduce((all, chunk) => all.concat(chunk))
  const [call] = said.tool_calls!
  expect(call?.name).toBe('get_weather')
  const output = new ToolMessage({ content: await weather.invoke({ city: 'Paris' }), tool_call_id: call!.id! })
  const answer = await Array.fromAsync(await bound.stream([question, said, output]))
  expect(answer.map(({ text }) => text).join('')).toContain('sunny in Paris')
  expect(await allSound(streams)).toBe(2)
})

test('a tool round trip', async () => {
  await using server = await serving()
  const bound = modelAt(server.url).model.bindTools([weather])
  const question = new HumanMessage('The weather in Paris?')
  const said = await bound.invoke([question])
  const output = new ToolMessage({ content: 'hail', tool_call_id: said.tool_calls![0]!.id! })
  expect((await bound.invoke([question, said, output])).text).toContain('hail')
})

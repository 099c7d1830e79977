import { Agent, OpenAIResponsesModel, run, setTracingDisabled, tool } from '@openai/agents'
import OpenAI from 'openai'
import { beforeAll, expect, test } from 'vitest'
import { z } from 'zod'
import { serving } from './serving.ts'
import { allSound, recordingFetch } from './streams.ts'

// Its traces go to OpenAI's own server.
beforeAll(() => setTracingDisabled(true))

function agentAt(baseURL: string, asked: string[] = []) {
  const { fetch, streams } = recordingFetch()
  const client = new OpenAI({ baseURL, apiKey: 'none', fetch, maxRetries: 0 })
  const weather = tool({
    name: 'get_weather',
    description: 'The weather in a city.',
    parameters: z.object({ city: z.string() }),
    execute: async ({ city }) => {
      asked.push(city)
      return `sunny in ${city}`
    },
  })
  const model = new OpenAIResponsesModel(client, 'm')
  return {
    plain: new Agent({ name: 'plain', model }),
    tooled: new Agent({ name: 'tooled', model, tools: [weather] }),
    streams,
  }
}

test('run', async () => {
  await using server = await serving()
  const { plain } = agentAt(server.url)
  const result = await run(plain, 'Hello there')
  expect(result.finalOutput).toContain('You said: Hello there')
})

test('run, streaming', async () => {
  await using server = await serving()
  const { plain, streams } = agentAt(server.url)
  const result = await run(plain, 'Hello there', { stream: true })
  const text = (await Array.fromAsync(result.toTextStream())).join('')
  await result.completed
  expect(text).toContain('You said: Hello there')
  expect(await allSound(streams)).toBe(1)
})

test('run with a tool', async () => {
  await using server = await serving()
  const asked: string[] = []
  const { tooled } = agentAt(server.url, asked)
  const result = await run(tooled, 'The weather in Paris?')
  expect(result.finalOutput).toContain('sunny in')
  expect(asked).toHaveLength(1)
})

test('run with a tool, streaming', async () => {
  await using server = await serving()
  const asked: string[] = []
  const { tooled, streams } = agentAt(server.url, asked)
  const result = await run(tooled, 'The weather in Paris?', { stream: true })
  await Array.fromAsync(result)
  await result.completed
  expect(result.finalOutput).toContain('sunny in')
  expect(asked).toHaveLength(1)
  expect(await allSound(streams)).toBe(2)
})

test('a conversation goes on by previous_response_id', async () => {
  await using server = await serving()
  const { plain } = agentAt(server.url)
  const first = await run(plain, 'Hello there')
  const second = await run(plain, 'And again', { previousResponseId: first.lastResponseId! })
  expect(second.finalOutput).toContain('You said: And again')
})

import { createOpenAI } from '@ai-sdk/openai'
import { generateText, stepCountIs, streamText, tool } from 'ai'
import { expect, test } from 'vitest'
import { z } from 'zod'
import { serving } from './serving.ts'
import { allSound, recordingFetch } from './streams.ts'

function modelAt(url: string) {
  const { fetch, streams } = recordingFetch()
  return { model: createOpenAI({ baseURL: url, apiKey: 'none', fetch }).responses('m'), streams }
}

function weather(asked: string[]) {
  return tool({
    description: 'The weather in a city.',
    inputSchema: z.object({ city: z.string() }),
    execute: async ({ city }) => {
      asked.push(city)
      return `sunny in ${city}`
    },
  })
}

test('generateText', async () => {
  await using server = await serving()
  const { model } = modelAt(server.url)
  const { text, usage, finishReason } = await generateText({ model, prompt: 'Hello there' })
  expect(text).toContain('You said: Hello there')
  expect(finishReason).toBe('stop')
  expect(usage.outputTokens).toBeGreaterThan(0)
})

test('generateText runs a tool and goes on', async () => {
  await using server = await serving()
  const { model } = modelAt(server.url)
  const asked: string[] = []
  const tools = { get_weather: weather(asked) }
  const { text, steps } = await generateText({
    model,
    tools,
    stopWhen: stepCountIs(3),
    prompt: 'The weather in Paris?',
  })
  expect(asked).toHaveLength(1)
  expect(steps).toHaveLength(2)
  expect(text).toContain('sunny in')
})

test('streamText', async () => {
  await using server = await serving()
  const { model, streams } = modelAt(server.url)
  const result = streamText({ model, prompt: 'Hello there' })
  const pieces = await Array.fromAsync(result.textStream)
  expect(pieces.length).toBeGreaterThan(3)
  expect(pieces.join('')).toContain('You said: Hello there')
  expect(await result.finishReason).toBe('stop')
  expect(await allSound(streams)).toBe(1)
})

test('streamText runs a tool and goes on', async () => {
  await using server = await serving()
  const { model, streams } = modelAt(server.url)
  const asked: string[] = []
  const tools = { get_weather: weather(asked) }
  const result = streamText({ model, tools, stopWhen: stepCountIs(3), prompt: 'The weather in Paris?' })
  expect((await Array.fromAsync(result.textStream)).join('')).toContain('sunny in')
  expect(asked).toHaveLength(1)
  expect(await allSound(streams)).toBe(2)
})

test('streamText with nothing stored carries its thoughts sealed', async () => {
  const { createSealer } = await import('../../src/server/sealing.ts')
  await using server = await serving({ sealer: createSealer([new Uint8Array(32)]) })
  const { model, streams } = modelAt(server.url)
  const asked: string[] = []
  const tools = { get_weather: weather(asked) }
  const providerOptions = { openai: { store: false, include: ['reasoning.encrypted_content' as const] } }
  const stopWhen = stepCountIs(3)
  const result = streamText({ model, tools, stopWhen, providerOptions, prompt: 'The weather in Paris?' })
  expect((await Array.fromAsync(result.textStream)).join('')).toContain('sunny in')
  expect(await allSound(streams)).toBe(2)
  expect(await streams[0]).toContain('"encrypted_content"')
})

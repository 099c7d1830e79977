import { describe, expect, it } from 'vitest'
import { actorEngine } from '../../src/runtime/actor-engine.ts'
import { type ModelOutput, respond } from '../../src/runtime/respond.ts'
import { runnerEngine } from '../../src/runtime/runner-engine.ts'
import { oracle } from '../oracle/values.ts'
import { settled } from './scenarios.ts'
import { settle, Upstream } from './upstream.ts'

const words = ['<|channel|>final<|message|>', 'one ', 'two ', 'three ', '<|return|>']

/** Both kinds of output, read by both engines. */
const ways = [
  { name: 'an iterable', outputOf: (upstream: Upstream): ModelOutput => upstream.iterable, engine: runnerEngine },
  { name: 'a Web Stream', outputOf: (upstream: Upstream): ModelOutput => upstream.stream, engine: runnerEngine },
  { name: 'an iterable under XState', outputOf: (upstream: Upstream) => upstream.iterable, engine: actorEngine },
]

describe.each(ways)('respond over $name', ({ outputOf, engine }) => {
  const run = (upstream: Upstream, signal?: AbortSignal) =>
    respond(outputOf(upstream), { ...settled(), engine, signal })

  it('reads nothing before it is read', async () => {
    const upstream = new Upstream(words)
    const stream = run(upstream)
    await settle()
    expect(upstream.asked).toBe(0)
    await Array.fromAsync(stream)
    expect(upstream.asked).toBeGreaterThan(words.length)
  })

  it('is never ahead of its reader by more than one piece', async () => {
    const upstream = new Upstream(words)
    let deltas = 0
    for await (const event of run(upstream)) {
      await settle()
      if (event.type === 'response.output_text.delta') deltas += 1
      expect(upstream.asked).toBeLessThanOrEqual(deltas + 2)
      if (event.type === 'response.output_text.done') break
    }
    expect(deltas).toBe(3)
  })

  it('keeps back-pressure through its Web Streams', async () => {
    const upstream = new Upstream(words)
    const reader = run(upstream).toByteStream().getReader()
    await settle()
    expect(upstream.asked).toBe(0)
    await reader.read()
    await settle()
    expect(upstream.asked).toBe(0)
    await reader.read()
    await settle()
    expect(upstream.asked).toBe(1)
    await reader.cancel()
  })

  it('ends the reading of its output when its reader leaves', async () => {
    const upstream = new Upstream(words, 'waits')
    for await (const event of run(upstream)) if (event.type === 'response.output_text.delta') break
    expect(upstream.isClosed).toBe(true)
  })

  it('ends an output that it has not begun to read when its reader leaves at once', async () => {
    const upstream = new Upstream(words, 'waits')
    for await (const event of run(upstream)) {
      expect(event.type).toBe('response.created')
      break
    }
    expect(upstream.isClosed).toBe(true)
    expect(upstream.asked).toBe(0)
  })

  it('ends the reading of its output when its Web Stream is cancelled', async () => {
    const upstream = new Upstream(words, 'waits')
    const reader = run(upstream).toReadableStream().getReader()
    for (let read = 0; read < 5; read += 1) await reader.read()
    await reader.cancel()
    expect(upstream.isClosed).toBe(true)
  })

  it('ends as incomplete, with nothing read, when it was aborted before', async () => {
    const upstream = new Upstream(words)
    const events = await Array.fromAsync(run(upstream, AbortSignal.abort()))
    expect(oracle(events)).toEqual([])
    expect(events.map(({ type }) => type)).toEqual(['response.created', 'response.in_progress', 'response.incomplete'])
    expect(upstream.isClosed).toBe(true)
  })

  it('closes the open item and ends as incomplete when it is aborted while it waits', async () => {
    const upstream = new Upstream(words.slice(0, 2), 'waits')
    const abort = new AbortController()
    const reading = Array.fromAsync(run(upstream, abort.signal))
    await settle()
    abort.abort()
    const events = await reading
    expect(oracle(events)).toEqual([])
    expect(events.at(-1)).toMatchObject({
      type: 'response.incomplete',
      response: {
        status: 'incomplete',
        incomplete_details: null,
        output: [{ status: 'incomplete', content: [{ text: 'one ' }] }],
      },
    })
    expect(upstream.isClosed).toBe(true)
  })

  it('says no more of its output when it is aborted in the middle', async () => {
    const upstream = new Upstream(words)
    const abort = new AbortController()
    const events: unknown[] = []
    for await (const event of run(upstream, abort.signal)) {
      events.push(event)
      if (event.type === 'response.output_text.delta') abort.abort()
    }
    expect(oracle(events)).toEqual([])
    expect(events.at(-1)).toMatchObject({ response: { output: [{ content: [{ text: 'one ' }] }] } })
    expect(upstream.isClosed).toBe(true)
  })

  it('is not changed by an abort after its end', async () => {
    const abort = new AbortController()
    const events = await Array.fromAsync(run(new Upstream(words), abort.signal))
    abort.abort()
    expect(events.at(-1)).toMatchObject({ type: 'response.completed' })
  })

  it('ends with error and response.failed when its output breaks, and throws nothing', async () => {
    const events = await Array.fromAsync(run(new Upstream(words.slice(0, 2), new Error('socket hang up'))))
    expect(oracle(events)).toEqual([])
    expect(events.slice(-2)).toMatchObject([
      { type: 'error', code: 'upstream_error', message: 'socket hang up' },
      { type: 'response.failed', response: { output: [{ status: 'incomplete', content: [{ text: 'one ' }] }] } },
    ])
  })

  it('fails in order when its output breaks before its first piece', async () => {
    const events = await Array.fromAsync(run(new Upstream([], new Error('no route'))))
    expect(oracle(events)).toEqual([])
    expect(events.map(({ type }) => type)).toEqual([
      'response.created',
      'response.in_progress',
      'error',
      'response.failed',
    ])
  })
})

describe('respond over what misbehaves', () => {
  it('says an error that is no Error as its text', async () => {
    const output = new ReadableStream<string>({ start: (controller) => controller.error('gone') })
    const events = await Array.fromAsync(respond(output, settled()))
    expect(events.at(-1)).toMatchObject({ type: 'response.failed', response: { error: { message: 'gone' } } })
  })

  it('is aborted although the output never answers to its return', async () => {
    const never = new Promise<never>(() => undefined)
    const output = { [Symbol.asyncIterator]: () => ({ next: () => never, return: () => never }) }
    const events = await Array.fromAsync(respond(output, { ...settled(), signal: AbortSignal.timeout(20) }))
    expect(events.at(-1)).toMatchObject({ type: 'response.incomplete' })
  })

  it('keeps what came before an output that breaks between its chunks', async () => {
    const first = { choices: [{ delta: { content: 'Hi' } }] }
    async function* output() {
      yield `${JSON.stringify(first)}\n`
      yield Promise.reject(new Error('connection reset'))
    }
    const events = await Array.fromAsync(respond(output(), { ...settled(), from: 'chat' }))
    expect(oracle(events)).toEqual([])
    expect(events.at(-1)).toMatchObject({ response: { status: 'failed', output: [{ content: [{ text: 'Hi' }] }] } })
  })
})

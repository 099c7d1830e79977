import { describe, expect, it } from 'vitest'
import type { WireEvent } from '../../src/wire/event.ts'
import { actorEngine } from '../../src/runtime/actor-engine.ts'
import { respond, type ResponseStream, type ResponseWarning } from '../../src/runtime/respond.ts'
import { readFrames } from '../../src/wire/read-frames.ts'
import { accumulate } from '../oracle/accumulator.ts'
import { oracle } from '../oracle/values.ts'
import { completion } from '../cli/model-output.ts'
import { settled } from './scenarios.ts'
import { Upstream } from './upstream.ts'

const options = settled()
const pieces = completion.match(/.{1,7}/gsu) ?? []
const bytes = new TextEncoder().encode(completion)

/** The same output, brought in every way. */
const outputs: Readonly<Record<string, () => Parameters<typeof respond>[0]>> = {
  'an async iterable of text': () => new Upstream(pieces).iterable,
  'a Web Stream of text': () => new Upstream(pieces).stream,
  'an async iterable of bytes, cut anywhere': async function* () {
    for (let at = 0; at < bytes.length; at += 3) yield bytes.slice(at, at + 3)
  },
  'a Web Stream of bytes': () => new Blob([bytes]).stream(),
  'the body of an HTTP response': () => new Response(bytes).body ?? new Upstream([]).stream,
  'text and bytes by turns': async function* () {
    yield completion.slice(0, 20)
    yield new TextEncoder().encode(completion.slice(20))
  },
}

/** The events of a stream, its text joined: how it was cut shows in the deltas alone. */
async function told(stream: ResponseStream<WireEvent>) {
  const events = await Array.fromAsync(stream)
  expect(oracle(events)).toEqual([])
  const { output, status } = await accumulate(events)
  return { output, status }
}

describe('respond takes', () => {
  it.each(Object.entries(outputs))('%s', async (_, output) => {
    const whole = await told(respond(new Upstream([completion]).iterable, options))
    expect(await told(respond(output(), options))).toEqual(whole)
    expect(whole.status).toBe('completed')
  })

  it('chunks that somebody has parsed', async () => {
    const { output } = await told(respond(chunks(), { ...options, from: 'chat' }))
    expect(output).toMatchObject([{ content: [{ text: 'Hi' }] }])
  })

  it('token ids without text, where it is given the vocabulary', async () => {
    const { output } = await told(respond(ids(), { ...options, from: 'harmony-tokens', decode }))
    expect(output).toMatchObject([{ content: [{ text: 'Hello' }] }])
  })

  it('either engine, and says the same with both', async () => {
    const [compiled, xstate] = await Promise.all(
      [undefined, actorEngine].map((engine) =>
        Array.fromAsync(respond(new Upstream(pieces).iterable, { ...options, engine })),
      ),
    )
    expect(compiled!.slice(0, -1)).toEqual(xstate!.slice(0, -1))
  })
})

describe('respond gives', () => {
  it('the same events in every form', async () => {
    const events = (await Array.fromAsync(answered())).slice(0, -1)
    expect((await Array.fromAsync(iterable(answered().toReadableStream()))).slice(0, -1)).toEqual(events)
    expect(await framed(answered().frames())).toEqual(events)
    expect(await framed(answered().bytes())).toEqual(events)
    expect(await framed(iterable(answered().toByteStream()))).toEqual(events)
  })

  it('whole frames only: each piece ends with a blank line', async () => {
    for await (const piece of answered().frames()) expect(piece).toMatch(/^event: [^]*\n\n$/)
  })

  it('the body of an HTTP response that the official client reads', async () => {
    const text = await new Response(answered().toByteStream()).text()
    const frames = text.trim().split('\n\n')
    const events = frames.map((frame): unknown => JSON.parse(frame.replace(/^event: .*\ndata: /, '')))
    expect((await accumulate(events)).output_text).toBe('I will look.Take one.')
  })

  it('different ids to different responses, and the seed gives the same ones', async () => {
    expect(await idsOf()).not.toEqual(await idsOf())
    expect(await idsOf('x')).toEqual(await idsOf('x'))
  })

  it('what it mended as warnings, beside the stream', async () => {
    const warnings: ResponseWarning[] = []
    const onWarning = (warning: ResponseWarning) => void warnings.push(warning)
    const output = new Upstream(['<|channel|>final<|message|>a<|end|><|end|>']).iterable
    const events = await Array.fromAsync(respond(output, { ...options, onWarning }))
    expect(oracle(events)).toEqual([])
    expect(warnings).toMatchObject([{ code: 'harmony/repeated-stop', malformation: 14 }])
  })
})

async function* iterable<Value>(stream: ReadableStream<Value>): AsyncGenerator<Value> {
  const reader = stream.getReader()
  for (let next = await reader.read(); !next.done; next = await reader.read()) yield next.value
}

async function* chunks() {
  yield { choices: [{ delta: { content: 'Hi' } }] }
  yield { choices: [{ delta: {}, finish_reason: 'stop' }] }
}

async function* ids() {
  for (const id of [200005, 1, 200008, 2, 200002]) yield { id }
}

function decode(id: number): string {
  return ['', 'final', 'Hello'][id] ?? ''
}

function answered(): ResponseStream<WireEvent> {
  return respond(new Upstream(pieces).iterable, options)
}

async function framed(body: AsyncIterable<string | Uint8Array>) {
  const frames = await Array.fromAsync(readFrames(body))
  const events = frames.map(({ data }): unknown => JSON.parse(data))
  expect(oracle(events, { names: frames.map(({ event }) => event) })).toEqual([])
  return events.slice(0, -1)
}

async function idsOf(seed?: string) {
  const events = await Array.fromAsync(respond(new Upstream([completion]).iterable, { seed }))
  return events.flatMap((event) => ('item_id' in event ? [event.item_id] : []))
}

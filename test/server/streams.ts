import { expect } from 'vitest'
import { readFrames } from '../../src/wire/read-frames.ts'
import { oracle } from '../oracle/values.ts'

/** An event as a client reads it. */
export interface SeenEvent {
  type: string
  sequence_number: number
  [field: string]: unknown
}

/** The events of a stream's text. */
export async function eventsIn(text: string): Promise<SeenEvent[]> {
  const frames = await Array.fromAsync(readFrames(once(text)))
  return frames.map(({ data }) => JSON.parse(data))
}

/** Checks a whole stream by the second reading of the protocol; gives its events. */
export async function sound(text: string): Promise<SeenEvent[]> {
  const events = await eventsIn(text)
  expect(events.length).toBeGreaterThan(0)
  expect(oracle(events, { profile: 'strict' })).toEqual([])
  return events
}

/** `fetch` that keeps the text of every event stream that passes. */
export function recordingFetch(): { fetch: typeof fetch; streams: Promise<string>[] } {
  const streams: Promise<string>[] = []
  return {
    streams,
    async fetch(input, init) {
      const response = await fetch(input, init)
      const isStream = response.headers.get('content-type')?.startsWith('text/event-stream') === true
      if (!isStream || response.body === null) return response
      const [body, copy] = response.body.tee()
      streams.push(new Response(copy).text())
      return new Response(body, { status: response.status, headers: response.headers })
    },
  }
}

/** Checks every stream that a client has read; gives how many there were. */
export async function allSound(streams: readonly Promise<string>[]): Promise<number> {
  for (const stream of streams) await sound(await stream)
  return streams.length
}

async function* once(text: string): AsyncGenerator<string> {
  yield text
}

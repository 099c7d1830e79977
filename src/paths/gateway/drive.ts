import { isObject, objectIn } from '../../check/json.ts'
import { readFrames } from '../../wire/read-frames.ts'
import type { Scenario } from './scenario.ts'

/** What a gateway answered. */
export interface Answer {
  /** The HTTP status; null where there was no answer at all. */
  status: number | null
  contentType: string
  /** What came as events, parsed where they can be. */
  events: unknown[]
  names: (string | undefined)[]
  /** The message of an error that is no stream. */
  error: string | null
  /** How it ended: by itself, cut, or given up on after too long. */
  end: 'ended' | 'broken' | 'too late' | 'no answer'
  /** Why, where it did not end by itself. */
  why: string
}

export interface Drive {
  url: URL
  model: string
  headers: readonly (readonly [string, string])[]
  /** Milliseconds that an answer may take. */
  timeout: number
  signal: AbortSignal
}

/** Asks a gateway for a streamed response. Never throws but the signal's reason; a redirect is not followed. */
export async function drive(scenario: Scenario, prompt: string, options: Drive): Promise<Answer> {
  const { url, model, headers, timeout, signal } = options
  const limit = AbortSignal.timeout(Math.ceil(timeout))
  const answer: Answer = { status: null, contentType: '', events: [], names: [], error: null, end: 'ended', why: '' }
  try {
    const response = await fetch(url, {
      method: 'POST',
      headers: withContentType(headers),
      body: JSON.stringify({
        model,
        input: prompt,
        stream: true,
        store: false,
        ...(scenario.tools !== undefined && { tools: scenario.tools }),
      }),
      redirect: 'manual',
      signal: AbortSignal.any([signal, limit]),
    })
    answer.status = response.status
    answer.contentType = response.headers.get('content-type') ?? ''
    if (!response.ok || !/^text\/event-stream/i.test(answer.contentType)) answer.error = errorIn(await response.text())
    else {
      for await (const { data, event } of readFrames(response.body ?? nothing())) {
        answer.events.push(parsed(data))
        answer.names.push(event)
      }
    }
  } catch (error) {
    signal.throwIfAborted()
    const nothingCame = answer.status === null
    answer.end = limit.aborted ? 'too late' : nothingCame ? 'no answer' : 'broken'
    answer.why = limit.aborted ? `is not over after ${timeout / 1000} s` : reasonOf(error)
  }
  return answer
}

function withContentType(given: Drive['headers']): Headers {
  const headers = new Headers({ 'content-type': 'application/json', accept: 'text/event-stream' })
  for (const [name, value] of given) headers.set(name, value)
  return headers
}

async function* nothing(): AsyncGenerator<Uint8Array> {}

function parsed(data: string): unknown {
  try {
    return JSON.parse(data)
  } catch {
    return data
  }
}

/** `{error: {message}}`, or the beginning of whatever was sent. */
function errorIn(text: string): string {
  const body = parsed(text)
  const { message } = objectIn(body, 'error')
  if (typeof message === 'string') return message
  return isObject(body) && typeof body['error'] === 'string' ? body['error'] : text.slice(0, 200)
}

/** `fetch failed` says nothing; its cause does. */
function reasonOf(error: unknown): string {
  const cause = error instanceof Error && error.cause instanceof Error ? error.cause : error
  const code = cause instanceof Error && 'code' in cause ? String(cause.code) : ''
  if (code === 'ECONNREFUSED') return 'refuses connections'
  if (code === 'ENOTFOUND') return 'has a host that nobody knows'
  return `broke the connection (${code === '' ? String(cause) : code})`
}

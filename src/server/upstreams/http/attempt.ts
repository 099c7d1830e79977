import { readFailure } from '../../../sources/ending.ts'
import { isRecord } from '../../../sources/json.ts'
import type { ChunkBatches } from '../../../runtime/chunk-batches.ts'
import { UpstreamError } from '../error.ts'
import type { UpstreamWarning } from '../upstream.ts'
import { readBodyText } from './body-text.ts'
import { Deadline } from './deadline.ts'
import { broken, HttpChunks, textOf } from './http-chunks.ts'
import type { HttpSettings } from './options.ts'
import { isWorthRetrying, readRetryAfter, refusalOf } from './refusal.ts'
import { ConnectTimeoutError, type TransportReply } from './transport.ts'

/** What is asked of an upstream. */
export interface StreamRequest {
  url: string
  body: object
}

/** An attempt that came to nothing, and whether another one may come to more. */
export class FailedAttempt extends Error {
  readonly reason: UpstreamError
  readonly isWorthRetrying: boolean

  constructor(reason: UpstreamError, isWorthRetrying: boolean) {
    super(reason.message, { cause: reason })
    this.reason = reason
    this.isWorthRetrying = isWorthRetrying
  }
}

/**
 * Asks once. Resolves with the chunks when the first one is there.
 *
 * @throws FailedAttempt; the signal's reason once that is aborted
 */
export async function attempt(
  request: StreamRequest,
  settings: HttpSettings,
  signal: AbortSignal,
  onWarning?: (warning: UpstreamWarning) => void,
): Promise<ChunkBatches> {
  const { transport, headers, timeouts, chunkLimit: limit, idle } = settings
  const deadline = new Deadline(signal, timeouts.firstToken)
  let chunks: HttpChunks | null = null
  try {
    const reply = await transport.send({
      method: 'POST',
      url: request.url,
      headers: {
        'content-type': 'application/json',
        accept: 'text/event-stream, application/x-ndjson, */*',
        ...headers,
      },
      body: JSON.stringify(request.body),
      signal: deadline.signal,
      connectTimeout: timeouts.connect,
    })
    if (reply.status < 200 || reply.status > 299) throw await refused(reply, deadline.signal)
    chunks = new HttpChunks(reply.body, { limit, idle, signal, onWarning })
    const first = await firstOf(chunks, deadline.signal)
    const [chunk] = first ?? []
    // A stream that only says that it is over has said nothing, and is no answer.
    if (chunk === undefined || chunk === '[DONE]') throw saidNothing(chunks.received)
    const failure = isRecord(chunk) ? readFailure(chunk) : null
    if (failure !== null) {
      throw new FailedAttempt(refusalOf(statusIn(failure.code), JSON.stringify({ error: failure }), null), false)
    }
    return chunks
  } catch (error) {
    const isOurs = deadline.signal.aborted && !signal.aborted
    const reason: unknown = isOurs ? deadline.signal.reason : error
    chunks?.cancel(reason)
    if (signal.aborted) throw signal.reason
    if (error instanceof FailedAttempt) throw error
    throw networkFailure(reason, chunks?.received ?? 0)
  } finally {
    deadline.clear()
  }
}

/** The first chunks, unless they take too long. */
function firstOf(chunks: HttpChunks, signal: AbortSignal): Promise<readonly unknown[] | null> {
  signal.addEventListener('abort', () => chunks.cancel(signal.reason), { once: true })
  return chunks.first()
}

async function refused(reply: TransportReply, signal: AbortSignal): Promise<FailedAttempt> {
  const retryAfter = readRetryAfter(reply.header('retry-after'), Date.now())
  const body = await readBodyText(reply.body, signal)
  return new FailedAttempt(refusalOf(reply.status, body, retryAfter), isWorthRetrying(reply.status))
}

/** What broke while no chunk had come. Nothing at all had come: another attempt does no harm. */
function networkFailure(error: unknown, received: number): FailedAttempt {
  if (error instanceof UpstreamError) return new FailedAttempt(error, false)
  if (error instanceof ConnectTimeoutError) {
    const message = `The upstream could not be reached: ${error.message}.`
    return new FailedAttempt(new UpstreamError('upstream_timeout', 504, message, { cause: error }), true)
  }
  if (received > 0) return new FailedAttempt(broken(error), false)
  const message = `The upstream could not be reached: ${textOf(error)}.`
  return new FailedAttempt(new UpstreamError('upstream_unreachable', 502, message, { cause: error }), true)
}

function saidNothing(received: number): FailedAttempt {
  const what = received === 0 ? 'hung up without a word' : 'sent nothing that can be read'
  const error = new UpstreamError('upstream_broken', 502, `The upstream ${what}.`)
  return new FailedAttempt(error, received === 0)
}

/** Servers put the status into the error's `code`; what is none of the client's fault is the upstream's. */
function statusIn(code: string): number {
  const status = Number(code)
  return Number.isInteger(status) && status >= 400 && status <= 599 ? status : 500
}

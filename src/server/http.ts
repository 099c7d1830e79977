/** A request as the core takes it, whatever received it. */
export interface ServerRequest {
  method: string
  /** Path and query, as they came: `/v1/responses/resp_1?stream=true`. */
  url: string
  header(name: string): string | null
  /** The address of who asks, for limits. One for all where absent. */
  address?: string
  /** The body, to be read once; null where there is none. */
  body: AsyncIterable<Uint8Array> | null
  /** Aborted when the client is gone. A streamed body is cancelled by it: who calls `cancel` itself need not keep it. */
  signal: AbortSignal
}

/**
 * Takes the next piece of a body. A promise says that the reader is slow: the next piece is written once it is kept.
 * Throws, or rejects, once the reader is gone.
 */
export type WriteText = (text: string) => void | Promise<void>

/** A body that comes piece by piece. An adapter pipes it, once, or cancels it; may cancel it while it is piped, and again. */
export interface StreamedBody {
  /** Writes all of it; resolves when it is over. Rejects where it can't be finished: the connection is to be cut. */
  pipe(write: WriteText): Promise<void>
  /** The client is gone: before anything was written, or while it is. What is piped, or would be, rejects then. */
  cancel(): void
}

/** The core's answer. */
export interface ServerReply {
  status: number
  headers: Record<string, string>
  body: string | StreamedBody
}

/** An answer that is one JSON document. */
export function jsonReply(status: number, json: string, headers: Readonly<Record<string, string>> = {}): ServerReply {
  return { status, headers: { 'content-type': 'application/json; charset=utf-8', ...headers }, body: json }
}

/** An answer that is a stream of server-sent events. Proxies are told not to gather it. */
export function eventStreamReply(body: StreamedBody): ServerReply {
  const headers = {
    'content-type': 'text/event-stream; charset=utf-8',
    'cache-control': 'no-cache, no-transform',
    'x-accel-buffering': 'no',
  }
  return { status: 200, headers, body }
}

/** An answer that is plain text. */
export function textReply(status: number, text: string, type = 'text/plain; charset=utf-8'): ServerReply {
  return { status, headers: { 'content-type': type }, body: text }
}

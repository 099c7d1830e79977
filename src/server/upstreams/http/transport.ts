/** One HTTP request to an upstream. */
export interface TransportRequest {
  method: 'GET' | 'POST'
  url: string
  headers: Readonly<Record<string, string>>
  body?: string
  /** Ends the exchange until the reply's head is there, its reason being thrown; from then on there is the body's `cancel`. */
  signal: AbortSignal
  /** Milliseconds until a connection has to stand. Transports that can't tell ignore it. */
  connectTimeout: number
}

/** Who reads a body. After `'enough'`, `end` or `fail` nothing more is called. */
export interface BodyReader {
  /**
   * The next bytes. A promise says to wait with those after them; `'enough'` that the rest is not wanted. What it throws,
   * or rejects with, cancels the body, and `fail` is called with it.
   */
  take(bytes: Uint8Array): Promise<void> | 'enough' | null
  /** Everything was taken. */
  end(): void
  /** It broke off, or was cancelled. */
  fail(reason: unknown): void
}

/** The body of a reply. It has to be read, or cancelled, or else the connection is lost. */
export interface ReplyBody {
  /** Hands it over as it comes; to be called once. What came before is not lost. */
  read(reader: BodyReader): void
  /** Leaves it, and the connection where it was not at its end: its reader fails with this reason. */
  cancel(reason: unknown): void
}

/** What came back. */
export interface TransportReply {
  status: number
  header(name: string): string | null
  body: ReplyBody
}

/**
 * How requests travel. There are two: `nodeTransport` (Node's own HTTP client with a keep-alive pool) and
 * `fetchTransport` (wherever there is a `fetch`). Redirects are not followed: a POST would lose its body.
 */
export interface Transport {
  /** Resolves with the reply's head. Throws whatever the network does, and `ConnectTimeoutError`. */
  send(request: TransportRequest): Promise<TransportReply>
  /** Ends idle connections. */
  close?(): void
  /** Where it runs, a timer may belong to the request that set it, as on Workers: streams share none. */
  readonly bindsTimers?: boolean
}

/** No connection within `connectTimeout`. */
export class ConnectTimeoutError extends Error {
  constructor(milliseconds: number) {
    super(`no connection within ${milliseconds} ms`)
    this.name = 'ConnectTimeoutError'
  }
}

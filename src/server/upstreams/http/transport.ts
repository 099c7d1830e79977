/** One HTTP request to an upstream. */
export interface TransportRequest {
  method: 'GET' | 'POST'
  url: string
  headers: Readonly<Record<string, string>>
  body?: string
  /** Ends the exchange at any time, also while the body is read; what it throws then is the signal's reason, or any. */
  signal: AbortSignal
  /** Milliseconds until a connection has to stand. Transports that can't tell ignore it. */
  connectTimeout: number
}

/** What came back. The body has to be read to its end, or left early (`return`), or else the connection is lost. */
export interface TransportReply {
  status: number
  header(name: string): string | null
  body: AsyncIterable<Uint8Array>
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
}

/** No connection within `connectTimeout`. */
export class ConnectTimeoutError extends Error {
  constructor(milliseconds: number) {
    super(`no connection within ${milliseconds} ms`)
    this.name = 'ConnectTimeoutError'
  }
}

import type { ServerReply, ServerRequest } from './http.ts'

/** What stands between the network and the routes: origins, limits, headers. Each part may be absent. */
export interface Gate {
  /**
   * Looks at a request before anything else does; an answer given here is the answer.
   *
   * @throws ApiError
   */
  screen?(request: ServerRequest): ServerReply | null
  /**
   * Lets a request in, or not. What it gives back is called once when the answer is over, streams included.
   *
   * @param owner who asks; empty where nobody has to say
   * @throws ApiError 429
   */
  admit?(request: ServerRequest, owner: string): () => void
  /** Headers of every answer; an answer's own come before them. */
  headers?(request: ServerRequest): Readonly<Record<string, string>>
}

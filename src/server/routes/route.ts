import type { Registry } from '../generation/registry.ts'
import type { ServerReply, ServerRequest } from '../http.ts'
import type { Settings } from '../options.ts'
import type { Recovery } from '../recovery.ts'

/** What a server's routes share. */
export interface Services {
  settings: Settings
  registry: Registry
  /** Aborted when the server closes: what is followed for others ends then. */
  closing: AbortSignal
  recovery: Recovery
}

/** One request on its way to a route. */
export interface Exchange extends Services {
  request: ServerRequest
  query: URLSearchParams
  /** What stands in the path where the route's pattern has a name, decoded. */
  id: string
  /** Who asks. */
  owner: string
}

/** Answers a request. Throws `ApiError`, and whatever else `apiErrorOf` makes one of. */
export type Handler = (exchange: Exchange) => ServerReply | Promise<ServerReply>

/** One path, and what answers each method on it. */
export interface Route {
  /** `/responses/{id}`; `{id*}` takes what follows, slashes too. */
  pattern: string
  methods: Readonly<Record<string, Handler>>
  /** Whoever asks may know: nobody has to say who they are. */
  isOpen?: boolean
}

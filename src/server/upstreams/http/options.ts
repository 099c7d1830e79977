import { Heartbeat } from '../../heartbeat.ts'
import { fetchTransport } from './fetch-transport.ts'
import type { Transport } from './transport.ts'

/** How long an upstream may take, in milliseconds. */
export interface UpstreamTimeouts {
  /** Until a connection stands. 10 s where absent. */
  connect?: number
  /** From asking to the first chunk that says anything (pings don't): the queue and the prompt. 300 s where absent. */
  firstToken?: number
  /** Between bytes, while this side is ready to read. 60 s where absent. */
  idle?: number
}

/** How often a request is made again, as long as nothing has come of it. */
export interface UpstreamRetries {
  /** How many times in all; 1 for never again. 3 where absent. */
  attempts?: number
  /** Milliseconds before the second attempt, doubled before each further one, and jittered. 250 where absent. */
  baseDelay?: number
  /** The longest delay. Who says `Retry-After` more than this is not asked again. 5 s where absent. */
  maxDelay?: number
}

/** Where an upstream is, and how it is spoken to. */
export interface HttpUpstreamOptions {
  /** Its address, with or without `/v1`: `http://localhost:8000`. */
  url: string
  /** For logs and metrics; the protocol's name where absent. */
  name?: string
  /** The model to ask for instead of the one that the request names. */
  model?: string
  /** Sent as `Authorization: Bearer …`. */
  apiKey?: string
  headers?: Readonly<Record<string, string>>
  timeouts?: UpstreamTimeouts
  retries?: UpstreamRetries
  /** `fetch` where absent; `nodeTransport()` is the better one on Node. */
  transport?: Transport
  /** The most characters of one chunk; more is a failure. 16 Mi where absent. */
  chunkLimit?: number
}

/** How long the next bytes may take, with the heart that counts it. */
export interface IdleLimit {
  /** Milliseconds. */
  limit: number
  /** Beats `beatsOfIdle` times in them, for all of an upstream's streams where the transport allows that. */
  heartbeat: () => Heartbeat
}

/** A timer for each stream, set anew with each chunk, would cost more than the chunk. */
export const beatsOfIdle = 4

/** The same with nothing absent. */
export interface HttpSettings {
  url: string
  headers: Readonly<Record<string, string>>
  timeouts: Required<UpstreamTimeouts>
  idle: IdleLimit
  retries: Required<UpstreamRetries>
  transport: Transport
  chunkLimit: number
}

/** Fills in what is absent. */
export function settingsOf(options: HttpUpstreamOptions): HttpSettings {
  const { url, apiKey, headers = {}, timeouts = {}, retries = {}, chunkLimit = 16 * 1024 * 1024 } = options
  const key: Record<string, string> = apiKey === undefined ? {} : { authorization: `Bearer ${apiKey}` }
  const { transport = fetchTransport() } = options
  const all = { connect: 10_000, firstToken: 300_000, idle: 60_000, ...timeouts }
  return {
    url: url.replace(/\/+$/, ''),
    headers: { ...key, ...headers },
    timeouts: all,
    idle: idleLimit(all.idle, transport),
    retries: { attempts: 3, baseDelay: 250, maxDelay: 5000, ...retries },
    transport,
    chunkLimit,
  }
}

/** Longer than a timer can be is for ever. */
function idleLimit(limit: number, { bindsTimers = false }: Transport): IdleLimit {
  const interval = limit / beatsOfIdle < 2 ** 31 ? Math.max(limit / beatsOfIdle, 1) : 0
  const shared = new Heartbeat(interval)
  return { limit, heartbeat: bindsTimers ? () => new Heartbeat(interval) : () => shared }
}

/** An address of an OpenAI-like API: `/v1` is added where the upstream's address doesn't end in it already. */
export function v1(url: string, path: string): string {
  return /\/v\d+$/.test(url) ? `${url}${path}` : `${url}/v1${path}`
}

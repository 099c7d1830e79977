import { randomBytes } from 'node:crypto'
import { createCore, type ServerCore } from '../server/core.ts'
import type { ObservedRequest, ObservedWarning } from '../server/observer.ts'
import { createSealer, readSealingKey } from '../server/sealing.ts'
import { MemoryStore } from '../server/store/memory.ts'
import type { Store } from '../server/store/store.ts'
import type { Upstream } from '../server/upstreams/upstream.ts'
import { CounterpointError } from '../wire/error.ts'
import { listen, type Listening } from './listen.ts'
import type { ServeOptions } from './serve.ts'
import { upstreamFor } from './serve-upstream.ts'

/** What the sealing key is read from: one that is made up is gone with the process. */
const keyVariable = 'COUNTERPOINT_SEALING_KEY'

/** Milliseconds that running responses have to finish once the process is asked to stop. */
const grace = 10_000

/** Serves until a signal comes. */
export async function serve(options: ServeOptions): Promise<void> {
  const upstream = await upstreamFor(options)
  const store = await storeFor(options.store)
  const core = createCore({
    upstream,
    store,
    sealer: sealerFor(process.env[keyVariable]),
    observer: { warning: warn, requestEnded: tellFault },
  })
  await core.recovered
  const listening = await listen(core, options)
  const stopped = untilStopped(core, listening)
  await greet(listening.url, upstream)
  if (options.open === true)
    process.stdout.write('The inspector comes with a later version; there is nothing to open yet.\n')
  await stopped
}

/** What sources and the machine report may quote the model; what was said is nobody's business but the client's. */
function warn(responseId: string | null, { code, message }: ObservedWarning): void {
  const told = /^(?:request|server|store|upstream|prompt)\//.test(code) ? message : 'mended'
  process.stderr.write(`counterpoint: ${responseId ?? 'server'}: ${code}: ${told}\n`)
}

/** A fault of this server's own is the operator's business; the client is told no more than that there was one. */
function tellFault({ requestId, status, error }: ObservedRequest): void {
  if (status !== 500) return
  const fault = error instanceof Error ? (error.stack ?? error.message) : String(error)
  process.stderr.write(`counterpoint: ${requestId}: ${fault}\n`)
}

async function storeFor(name: string): Promise<Store> {
  if (name === 'memory') return new MemoryStore()
  const path = /^sqlite:(.+)$/.exec(name)?.[1]
  if (path === undefined) {
    throw new CounterpointError('serve/store', `The store ${name} is unknown; give memory, or sqlite:PATH.`)
  }
  // Loaded only where it is asked for: not every runtime has node:sqlite.
  const { SqliteStore } = await import('../server/store/sqlite/store.ts')
  return new SqliteStore(path)
}

function sealerFor(key: string | undefined) {
  return createSealer([key === undefined || key === '' ? randomBytes(32) : readSealingKey(key)])
}

/** A newcomer's first request: with a model's name that the server knows. */
async function greet(url: string, upstream: Upstream): Promise<void> {
  const models = await upstream.models?.(AbortSignal.timeout(2_000)).catch(() => [])
  const body = JSON.stringify({ model: models?.[0] ?? 'MODEL', input: 'Say hello.', stream: true })
  const line = `curl -N ${url}/v1/responses -H 'content-type: application/json' -d '${body.replaceAll("'", String.raw`'\''`)}'`
  process.stdout.write(`Counterpoint listens on ${url} and asks ${upstream.name}.\nTry it:\n  ${line}\n`)
}

/** The first signal lets what runs finish, or ends it; the second one ends the process at once. */
async function untilStopped(core: ServerCore, listening: Listening): Promise<void> {
  const { promise: asked, resolve } = Promise.withResolvers<void>()
  let isAsked = false
  const stop = (signal: NodeJS.Signals) => {
    if (isAsked) process.exit(signal === 'SIGINT' ? 130 : 143)
    isAsked = true
    process.stderr.write('counterpoint: stopping; what runs may finish. Once more to stop at once.\n')
    resolve()
  }
  process.on('SIGTERM', stop).on('SIGINT', stop)
  await asked
  await core.close(grace)
  await listening.close()
  process.off('SIGTERM', stop).off('SIGINT', stop)
}

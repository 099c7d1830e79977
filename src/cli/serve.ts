import { randomBytes } from 'node:crypto'
import { Command, InvalidArgumentError, Option } from 'commander'
import { createCore, type ServerCore } from '../server/core.ts'
import type { ObservedRequest } from '../server/observer.ts'
import { createSealer, readSealingKey } from '../server/sealing.ts'
import { MemoryStore } from '../server/store/memory.ts'
import type { Store } from '../server/store/store.ts'
import { protocols, type Protocol } from '../server/upstreams/create.ts'
import type { Upstream } from '../server/upstreams/upstream.ts'
import { CounterpointError } from '../wire/error.ts'
import type { Listening } from './listen.ts'
import { upstreamFor } from './serve-upstream.ts'

interface ServeOptions {
  port: number
  host: string
  upstream?: string
  protocol: Protocol
  store: string
  script?: string
  open?: boolean
}

/** What the sealing key is read from: one that is made up is gone with the process. */
const keyVariable = 'COUNTERPOINT_SEALING_KEY'

/** Milliseconds that running responses have to finish once the process is asked to stop. */
const grace = 10_000

/** `counterpoint serve`: the Responses API, until a signal ends it. */
export function serveCommand(): Command {
  const protocol = new Option('--protocol <protocol>', 'what the upstream speaks').choices(protocols)
  return new Command('serve')
    .description(
      'Serve the Responses API in front of a model; in front of the built-in one where no upstream is given.',
    )
    .option('--port <port>', 'the port to listen on; 0 for a free one', readPort, 8080)
    .option('--host <host>', 'the address to listen on', '127.0.0.1')
    .option('--upstream <url>', "the model's server")
    .addOption(protocol.default('chat' satisfies Protocol))
    .option('--store <store>', 'where responses are kept: memory, or sqlite:PATH', 'memory')
    .option('--script <file>', 'completions to play by model name, as JSON, in place of a model')
    .option('--open', 'open the inspector')
    .action(serve)
}

async function serve(options: ServeOptions): Promise<void> {
  const upstream = await upstreamFor(options)
  const store = await storeFor(options.store)
  const core = createCore({ upstream, store, sealer: sealerFor(process.env[keyVariable]), observer: { warning: warn, requestEnded: tellFault } })
  await core.recovered
  // Loaded here: the other commands start in half the time without it.
  const { listen } = await import('./listen.ts')
  const listening = await listen(core, options)
  await greet(listening.url, upstream)
  if (options.open === true)
    process.stdout.write('The inspector comes with a later version; there is nothing to open yet.\n')
  await untilStopped(core, listening)
}

function warn(responseId: string | null, { code, message }: { code: string; message: string }): void {
  process.stderr.write(`counterpoint: ${responseId ?? 'server'}: ${code}: ${message}\n`)
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

function readPort(text: string): number {
  const port = /^\d{1,5}$/.test(text) ? Number(text) : NaN
  if (port <= 65_535) return port
  throw new InvalidArgumentError('Give a number from 0 to 65535.')
}

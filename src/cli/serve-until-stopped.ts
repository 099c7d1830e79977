import { readPage } from '../inspector/read-page.ts'
import type { ServerCore } from '../server/core.ts'
import { isLoopback } from '../server/operation/hosts.ts'
import type { Config } from '../server/operation/config/config.ts'
import type { Upstream } from '../server/upstreams/upstream.ts'
import { complain } from './complain.ts'
import { listen, type Listening } from './listen.ts'
import { openInBrowser } from './open-in-browser.ts'
import { coreFor, isInspected } from './serve-core.ts'
import { toolsFor } from './serve-tools.ts'
import { upstreamFor } from './serve-upstream.ts'

/** Serves until a signal comes. */
export async function serve(config: Config): Promise<void> {
  const upstream = await upstreamFor(config)
  await using tools = await toolsFor(config)
  const core = await coreFor(config, upstream, tools.all)
  await core.recovered
  const listening = await listen(core, config)
  const stopped = untilStopped(core, listening, config.grace * 1000)
  warnOfOpenDoor(config)
  await greet(listening.url, upstream, config)
  if (isInspected(config)) await showInspector(`${listening.url}/inspector/`, config)
  await stopped
}

/** Everybody on the network is more than most people mean. */
function warnOfOpenDoor({ host, apiKeys }: Config): void {
  if (isLoopback(host) || apiKeys.length > 0) return
  complain(`anybody who reaches ${host} may ask; set COUNTERPOINT_API_KEYS to change that.`)
}

/** A newcomer's first request: with a model's name that the server knows. */
async function greet(url: string, upstream: Upstream, { apiKeys }: Config): Promise<void> {
  const models = await upstream.models?.(AbortSignal.timeout(2_000)).catch((error: unknown) => {
    const why = error instanceof Error ? error.message : String(error)
    complain(`the upstream can't be asked for its models yet: ${why} Requests are taken all the same.`)
    return []
  })
  const body = JSON.stringify({ model: models?.[0] ?? 'MODEL', input: 'Say hello.', stream: true })
  // The key itself is nobody's to read over a shoulder.
  const key = apiKeys.length === 0 ? '' : ' -H "authorization: Bearer $KEY"'
  const line = `curl -N ${url}/v1/responses${key} -H 'content-type: application/json' -d '${body.replaceAll("'", String.raw`'\''`)}'`
  process.stdout.write(`Counterpoint listens on ${url} and asks ${upstream.name}.\nTry it:\n  ${line}\n`)
}

/** An address is shown only where a page answers: a checkout has none before it is built. */
async function showInspector(url: string, { open }: Config): Promise<void> {
  const isThere = (await readPage({ mode: 'file' }).catch(() => null)) !== null
  if (!isThere) {
    process.stdout.write("The inspector's page is not built, or of another version; run npm run build.\n")
    return
  }
  const isOpen = open && (await openInBrowser(url))
  process.stdout.write(isOpen ? `The inspector is open: ${url}\n` : `Watch it: ${url}\n`)
}

/** The first signal lets what runs finish, or ends it; the second one ends the process at once. */
async function untilStopped(core: ServerCore, listening: Listening, grace: number): Promise<void> {
  const { promise: asked, resolve } = Promise.withResolvers<void>()
  let isAsked = false
  const stop = (signal: NodeJS.Signals) => {
    if (isAsked) process.exit(signal === 'SIGINT' ? 130 : 143)
    isAsked = true
    complain('stopping; what runs may finish. Once more to stop at once.')
    resolve()
  }
  process.on('SIGTERM', stop).on('SIGINT', stop)
  await asked
  await core.close(grace)
  await listening.close()
  process.off('SIGTERM', stop).off('SIGINT', stop)
}

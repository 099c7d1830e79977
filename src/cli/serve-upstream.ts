import { readFile } from 'node:fs/promises'
import type { Config } from '../server/operation/config/config.ts'
import { tracedTransport } from '../server/operation/tracing/traced-transport.ts'
import { builtinUpstream } from '../server/upstreams/builtin.ts'
import { createUpstream } from '../server/upstreams/create.ts'
import { nodeTransport } from '../server/upstreams/http/node-transport.ts'
import { readScript } from '../server/upstreams/script-file.ts'
import { scriptUpstream } from '../server/upstreams/script.ts'
import type { Upstream } from '../server/upstreams/upstream.ts'
import { CounterpointError } from '../wire/error.ts'

/**
 * The model that a command line asks for.
 *
 * @throws CounterpointError `serve/two-models`, `serve/upstream`, `input/unreadable`, `script/…`
 */
export async function upstreamFor(config: Config): Promise<Upstream> {
  const { upstream: url, protocol, script, tokensPerSecond } = config
  if (url !== undefined && script !== undefined) {
    throw new CounterpointError('serve/two-models', '--upstream and --script name two models; give one of them.')
  }
  if (script !== undefined) return scriptUpstream(readScript(await textOf(script), script))
  if (url === undefined) return builtinUpstream({ tokensPerSecond })
  checkAddress(url)
  const transport = nodeTransport()
  return createUpstream(protocol, {
    url,
    apiKey: config.upstreamKey,
    model: config.upstreamModel,
    transport: config.tracing ? tracedTransport(transport) : transport,
    timeouts: {
      connect: config.connectTimeout * 1000,
      firstToken: config.firstTokenTimeout * 1000,
      idle: config.idleTimeout * 1000,
    },
    retries: { attempts: config.attempts },
  })
}

/** What the paths of endpoints are put behind can't end in one, nor in a query. */
function checkAddress(url: string): void {
  const address = URL.parse(url)
  if (!/^https?:$/.test(address?.protocol ?? '') || address === null) {
    throw new CounterpointError('serve/upstream', `The upstream ${url} is no address; give one as http://HOST:PORT.`)
  }
  const endpoint = /\/(?:chat\/completions|completions|completion|generate|responses)\/?$/.exec(address.pathname)?.[0]
  const odd = address.search || address.hash || endpoint
  if (odd === undefined || odd === '') return
  const mend = 'give the address that its paths are put behind, as http://HOST:PORT or http://HOST:PORT/v1'
  throw new CounterpointError('serve/upstream', `The upstream ${url} ends in ${odd}; ${mend}.`)
}

async function textOf(file: string): Promise<string> {
  try {
    return await readFile(file, 'utf8')
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? String(error.code) : 'unknown reason'
    const why = code === 'ENOENT' ? 'there is no such file' : code
    throw new CounterpointError('input/unreadable', `${file} can't be read: ${why}; name a script for --script.`)
  }
}

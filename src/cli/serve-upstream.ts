import { readFile } from 'node:fs/promises'
import { builtinUpstream } from '../server/upstreams/builtin.ts'
import { createUpstream, type Protocol } from '../server/upstreams/create.ts'
import { nodeTransport } from '../server/upstreams/http/node-transport.ts'
import { readScript } from '../server/upstreams/script-file.ts'
import { scriptUpstream } from '../server/upstreams/script.ts'
import type { Upstream } from '../server/upstreams/upstream.ts'
import { CounterpointError } from '../wire/error.ts'

/** How fast the built-in model speaks, in tokens a second: as fast as one can read along. */
const tokensPerSecond = 50

/** What the upstream's key is read from: command lines are seen by everybody on a machine. */
const keyVariable = 'COUNTERPOINT_UPSTREAM_KEY'

/**
 * The model that a command line asks for.
 *
 * @throws CounterpointError `serve/two-models`, `serve/upstream`, `input/unreadable`, `script/…`
 */
export async function upstreamFor(options: {
  upstream?: string
  protocol: Protocol
  script?: string
}): Promise<Upstream> {
  const { upstream: url, protocol, script } = options
  if (url !== undefined && script !== undefined) {
    throw new CounterpointError('serve/two-models', '--upstream and --script name two models; give one of them.')
  }
  if (script !== undefined) return scriptUpstream(readScript(await textOf(script), script))
  if (url === undefined) return builtinUpstream({ tokensPerSecond })
  if (!/^https?:$/.test(URL.parse(url)?.protocol ?? '')) {
    throw new CounterpointError('serve/upstream', `The upstream ${url} is no address; give one as http://HOST:PORT.`)
  }
  return createUpstream(protocol, { url, apiKey: process.env[keyVariable] || undefined, transport: nodeTransport() })
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

import Fastify from 'fastify'
import type { ServerCore } from '../server/core.ts'
import { counterpointPlugin } from '../server/fastify.ts'
import { CounterpointError } from '../wire/error.ts'

/** A server that listens. */
export interface Listening {
  /** Where clients reach it. */
  url: string
  /** Listens no more; connections that are still open a second later are cut. */
  close(): Promise<void>
}

/**
 * Serves a core on a port.
 *
 * @throws CounterpointError `serve/port`, `serve/host`
 */
export async function listen(core: ServerCore, { host, port }: { host: string; port: number }): Promise<Listening> {
  // A client may take its time: what a request may cost is limited in its size, not in its duration.
  const app = Fastify({ requestTimeout: 0, forceCloseConnections: 'idle' })
  await app.register(counterpointPlugin, { core })
  try {
    await app.listen({ host, port })
  } catch (error) {
    await core.close(0)
    throw inWords(error, host, port)
  }
  const address = app.server.address()
  const actual = typeof address === 'object' && address !== null ? address.port : port
  return {
    url: `http://${reachable(host)}:${actual}`,
    async close() {
      const cut = setTimeout(() => app.server.closeAllConnections(), 1_000)
      await app.close()
      clearTimeout(cut)
    },
  }
}

/** "Every address" is none to connect to. */
function reachable(host: string): string {
  if (host === '0.0.0.0' || host === '::') return '127.0.0.1'
  return host.includes(':') ? `[${host}]` : host
}

function inWords(error: unknown, host: string, port: number): unknown {
  const code = error instanceof Error && 'code' in error ? error.code : ''
  if (code === 'EADDRINUSE') {
    return new CounterpointError('serve/port', `The port ${port} is in use; give another one with --port.`)
  }
  if (code === 'EACCES') {
    return new CounterpointError('serve/port', `The port ${port} is not allowed; give one above 1023 with --port.`)
  }
  if (code === 'EADDRNOTAVAIL' || code === 'ENOTFOUND') {
    return new CounterpointError('serve/host', `The host ${host} is none of this machine's; give another --host.`)
  }
  return error
}

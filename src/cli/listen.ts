import type { ServerResponse } from 'node:http'
import Fastify from 'fastify'
import { methodNotAllowed } from '../server/api-error.ts'
import type { ServerCore } from '../server/core.ts'
import { counterpointPlugin } from '../server/fastify.ts'
import { CounterpointError } from '../wire/error.ts'
import { expectationFailed, lastHeaders, late, notHttp, refuse, refuseNameless, refuseOn } from './refusals.ts'

/** A server that listens. */
export interface Listening {
  /** Where clients reach it. */
  url: string
  /** Listens no more; connections that are still open a second later are cut. */
  close(): Promise<void>
}

/** How it listens. */
export interface ListenOptions {
  host: string
  port: number
  /** Whether `x-forwarded-for` says who asks. */
  trustProxy?: boolean
  /** Seconds that sending a request may take, 0 for ever; answers take as long as they take. 120 where absent. */
  requestTimeout?: number
  /** Seconds for which a client may take nothing of an answer. 120 where absent. */
  drainTimeout?: number
}

/**
 * Serves a core on a port.
 *
 * @throws CounterpointError `serve/port`, `serve/host`
 */
export async function listen(core: ServerCore, options: ListenOptions): Promise<Listening> {
  const { host, port, trustProxy = false, requestTimeout = 120, drainTimeout = 120 } = options
  const milliseconds = requestTimeout * 1000
  const headersTimeout = Math.min(60_000, milliseconds)
  const app = Fastify({
    requestTimeout: milliseconds,
    // Looked at so often; half a minute, Node's own, would be the shortest that a timeout can be.
    http: {
      headersTimeout,
      connectionsCheckingInterval: checking(milliseconds),
      // Node would refuse it without a word; `refuseNameless` has one.
      requireHostHeader: false,
    },
    trustProxy,
    forceCloseConnections: 'idle',
    frameworkErrors: refuse,
    clientErrorHandler(error, socket) {
      const isLate = error.code === 'ERR_HTTP_REQUEST_TIMEOUT'
      refuseOn(socket, isLate ? late(headersTimeout / 1000, requestTimeout) : notHttp(error), error)
    },
  })
  app.addHook('onRequest', refuseNameless)
  app.server.on('checkExpectation', (_request, response: ServerResponse) => {
    response.writeHead(expectationFailed.status, lastHeaders(expectationFailed)).end(expectationFailed.body)
  })
  // What nobody takes needs no reading either.
  app.removeAllContentTypeParsers()
  app.addContentTypeParser('*', (_request, _payload, done) => done(null))
  app.setNotFoundHandler((request, reply) =>
    refuse(methodNotAllowed(request.method, request.url, methods), request, reply),
  )
  await app.register(counterpointPlugin, { core, drainTimeout: drainTimeout * 1000 })
  try {
    await app.listen({ host, port, backlog: waitingConnections })
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

/**
 * How many connections may wait to be taken (the system may allow fewer). Node's 511 are passed when as many clients as
 * one process serves come at once, after a restart say; the system then drops what came, for seconds or for good.
 */
const waitingConnections = 4096

/** How often connections are looked at, in milliseconds. */
function checking(timeout: number): number {
  return timeout === 0 ? 30_000 : Math.min(30_000, Math.max(timeout / 2, 100))
}

/** The methods that some path has. */
const methods = ['GET', 'POST', 'DELETE']

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

/**
 * The server as a Fastify plugin.
 *
 * @module counterpoint/server/fastify
 */
import type { IncomingMessage, ServerResponse } from 'node:http'
import type { FastifyPluginAsync, FastifyReply, FastifyRequest } from 'fastify'
import type { ServerCore } from './core.ts'
import type { StreamedBody } from './http.ts'
import { SocketWriter } from './socket-writer.ts'

/** How the plugin is registered. */
export interface CounterpointPluginOptions {
  core: ServerCore
  /** Milliseconds for which a client may take nothing of an answer that is all written. 2 minutes where absent. */
  drainTimeout?: number
}

const methods = ['GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE', 'OPTIONS'] as const

/**
 * A Fastify 5 plugin: `app.register(counterpointPlugin, { core, prefix: '/api' })`. It takes every path under its
 * prefix. Streams go straight to the socket, with the headers that other plugins have set (CORS).
 */
export const counterpointPlugin: FastifyPluginAsync<CounterpointPluginOptions> = async (app, options) => {
  const { core, drainTimeout = 120_000 } = options
  // The core reads bodies itself, with its own limit and its own words for what is wrong with them.
  app.removeAllContentTypeParsers()
  app.addContentTypeParser('*', (_request, _payload, done) => done(null))
  app.route({ method: [...methods], url: '/*', bodyLimit: Number.MAX_SAFE_INTEGER, handler })
  app.route({ method: [...methods], url: '/', bodyLimit: Number.MAX_SAFE_INTEGER, handler })

  async function handler(request: FastifyRequest, reply: FastifyReply) {
    const { raw } = request
    const client = new Client(reply.raw)
    const { signal } = client
    const { url, host } = targetOf(raw)
    const answer = await core.handle({
      method: request.method,
      url: url.slice(app.prefix.length) || '/',
      header: (name) => (name === 'host' ? host : headerOf(raw.headers[name])),
      address: request.ip,
      // Left open where it is not read to its end: an answer has to go the same way.
      body: raw.iterator({ destroyOnReturn: false }),
      signal,
    })
    const { status, headers, body } = answer
    if (typeof body === 'string') {
      reply.raw.setTimeout(drainTimeout, () => reply.raw.destroy())
      return reply.code(status).headers(headers).send(body)
    }
    reply.hijack()
    for (const [name, value] of Object.entries(reply.getHeaders()))
      if (value !== undefined) reply.raw.setHeader(name, value)
    reply.raw.writeHead(status, headers)
    if (signal.aborted || request.method === 'HEAD') {
      body.cancel()
      reply.raw.end()
      return reply
    }
    // Not waited for: all that Fastify keeps of a request would be kept for as long as the stream.
    client.reads(body)
    stream(body, reply.raw, drainTimeout)
    return reply
  }
}

/** Who waits for an answer, and may be gone before it is over. */
class Client {
  /** Aborted when it is gone; not kept any more once a body hears of it. */
  #gone: AbortController | null = new AbortController()
  #body: StreamedBody | null = null

  constructor(response: ServerResponse) {
    response.once('close', () => {
      if (response.writableFinished) return
      this.#gone?.abort(new DOMException('The client is gone.', 'AbortError'))
      this.#body?.cancel()
    })
  }

  get signal(): AbortSignal {
    return this.#gone?.signal ?? AbortSignal.abort()
  }

  reads(body: StreamedBody): void {
    this.#body = body
    this.#gone = null
  }
}

function stream(body: StreamedBody, response: ServerResponse, drainTimeout: number): void {
  void new SocketWriter(response).pipe(body).then(() => {
    if (!response.writableFinished) response.setTimeout(drainTimeout, () => response.destroy())
  })
}

/**
 * What is asked for, and of which host. A request may name both together, as it would to a proxy
 * (`GET http://localhost/health`); its `host` header counts for nothing then (RFC 9112, 3.2.2).
 */
function targetOf({ url = '/', headers }: IncomingMessage): { url: string; host: string | null } {
  const [, authority, rest = ''] = /^https?:\/\/([^/?#]+)(.*)$/is.exec(url) ?? []
  if (authority === undefined) return { url, host: headerOf(headers.host) }
  return { url: rest.startsWith('/') ? rest : `/${rest}`, host: authority }
}

function headerOf(value: string | string[] | undefined): string | null {
  return (Array.isArray(value) ? value[0] : value) ?? null
}

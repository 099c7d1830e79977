import { apiErrorOf, errorReply } from './error-reply.ts'
import type { ServerReply, ServerRequest } from './http.ts'
import { handlerOf, matchPath, type Matched } from './routes/match.ts'
import type { Services } from './routes/route.ts'

/** Answers one request; what goes wrong becomes an answer too. */
export async function handle(request: ServerRequest, services: Services): Promise<ServerReply> {
  const since = performance.now()
  const requestId = requestIdOf(request)
  const { method, url } = request
  const [path = '', query = ''] = split(url)
  let route = 'unknown'
  let reply: ServerReply
  let error: unknown
  try {
    const matched = matchPath(path)
    route = `/v1${matched.route.pattern}`
    reply = await answer(matched, path, query, request, services)
  } catch (thrown) {
    error = thrown
    reply = errorReply(apiErrorOf(thrown, request.signal))
  }
  reply.headers['x-request-id'] = requestId
  const duration = performance.now() - since
  services.settings.observer.requestEnded?.({ requestId, method, route, status: reply.status, duration, error })
  return reply
}

async function answer(
  ...[matched, path, query, request, services]: [Matched, string, string, ServerRequest, Services]
) {
  const handler = handlerOf(matched, request.method, path)
  const exchange = { ...services, request, query: new URLSearchParams(query), id: matched.id, owner: '' }
  if (matched.route.isOpen === true) return handler(exchange)
  exchange.owner = (await services.settings.authenticate?.(request)) ?? ''
  await services.recovered
  return handler(exchange)
}

function split(url: string): [path: string, query: string] {
  const end = url.indexOf('?')
  return end === -1 ? [url, ''] : [url.slice(0, end), url.slice(end + 1)]
}

/** The client's own, so that both sides' logs meet; else a new one. */
function requestIdOf(request: ServerRequest): string {
  const given = request.header('x-request-id')
  return given !== null && /^[\w.:-]{1,128}$/.test(given) ? given : `req_${crypto.randomUUID().replaceAll('-', '')}`
}

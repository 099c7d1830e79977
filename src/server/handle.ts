import { type ApiError, unavailable } from './api-error.ts'
import { apiErrorOf, errorReply } from './error-reply.ts'
import type { ServerReply, ServerRequest, StreamedBody } from './http.ts'
import { inTime } from './in-time.ts'
import { handlerOf, matchPath, type Matched } from './routes/match.ts'
import type { Services } from './routes/route.ts'
import { untilOver } from './until-over.ts'

/** Answers one request; what goes wrong becomes an answer too. */
export async function handle(request: ServerRequest, services: Services): Promise<ServerReply> {
  const since = performance.now()
  const requestId = requestIdOf(request)
  const { method, url } = request
  const [path = '', query = ''] = split(url)
  let route = 'unknown'
  let reply: ServerReply
  let error: unknown
  const { gate } = services.settings
  const matching = () => {
    const matched = matchPath(path)
    route = `/v1${matched.route.pattern}`
    return answer(matched, path, query, request, services)
  }
  try {
    reply = gate?.screen?.(request) ?? (await matching())
  } catch (thrown) {
    error = thrown
    reply = errorReply(apiErrorOf(thrown, request.signal))
  }
  if (typeof reply.body !== 'string') cancelWith(request.signal, reply.body)
  reply.headers = { ...gate?.headers?.(request), ...reply.headers, 'x-request-id': requestId }
  const duration = performance.now() - since
  services.settings.observer.requestEnded?.({ requestId, method, route, status: reply.status, duration, error })
  return reply
}

/** A client that is gone is told to the body, also to one that nobody has piped yet. */
function cancelWith(signal: AbortSignal, body: StreamedBody): void {
  signal.addEventListener('abort', () => body.cancel(), { once: true })
  if (signal.aborted) body.cancel()
}

async function answer(
  ...[matched, path, query, request, services]: [Matched, string, string, ServerRequest, Services]
) {
  const handler = handlerOf(matched, request.method, path)
  const exchange = { ...services, request, query: new URLSearchParams(query), id: matched.id, owner: '' }
  if (matched.route.isOpen === true) return handler(exchange)
  exchange.owner = await ownerOf(request, services)
  const leave = services.settings.gate?.admit?.(request, exchange.owner)
  const answered = async () => {
    const { recovery, settings } = services
    if (!recovery.isOver) await inTime(recovery.over, settings.storeTimeout, stillStarting)
    return handler(exchange)
  }
  return leave === undefined ? answered() : untilOver(leave, answered)
}

/** Who asks. Whatever says so may ask others, and is not waited for for ever. */
async function ownerOf(request: ServerRequest, { settings: { authenticate } }: Services): Promise<string> {
  const owner = authenticate?.(request) ?? ''
  return typeof owner === 'string' ? owner : inTime(owner, authenticationTimeout, notAuthenticated)
}

const authenticationTimeout = 10_000

function notAuthenticated(): ApiError {
  return unavailable('Whether the key is right could not be found out in time; try again in a moment.')
}

function stillStarting(): ApiError {
  return unavailable('The server is still ending what ran when it was stopped; try again in a moment.')
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

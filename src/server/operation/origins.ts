import { ApiError, shortened } from '../api-error.ts'
import type { Gate } from '../gate.ts'
import type { ServerReply, ServerRequest } from '../http.ts'

/** Seconds for which a browser need not ask again; more than two hours no browser remembers. */
const maxAge = 7200

/** What scripts may read of an answer beside its body. */
const exposed = 'x-request-id, retry-after'

/**
 * Which web pages may ask (CORS). Others are refused, not only kept from reading the answer: else any page that somebody
 * looks at could make the server on their own machine work. Requests without an origin (no browser's), and those from a
 * page of this server, pass.
 *
 * @param allowed origins, `https://app.example.com`; `*` for all
 */
export function originGate(allowed: readonly string[]): Required<Pick<Gate, 'screen' | 'headers'>> {
  const isForAll = allowed.includes('*')
  const isAllowed = (origin: string) => isForAll || allowed.includes(origin)
  return {
    screen(request) {
      const origin = request.header('origin')
      if (origin === null || isOwn(origin, request)) return null
      if (!isAllowed(origin)) throw forbidden(origin)
      return request.method === 'OPTIONS' && request.header('access-control-request-method') !== null
        ? preflight(request)
        : null
    },
    headers(request): Record<string, string> {
      const origin = request.header('origin')
      if (isForAll) return origin === null ? {} : shared('*')
      // A cache must not give one origin's answer to another.
      const vary: Record<string, string> = allowed.length === 0 ? {} : { vary: 'origin' }
      return origin !== null && isAllowed(origin) ? { ...shared(origin), ...vary } : vary
    },
  }
}

function shared(origin: string): Record<string, string> {
  return { 'access-control-allow-origin': origin, 'access-control-expose-headers': exposed }
}

function preflight(request: ServerRequest): ServerReply {
  const asked = request.header('access-control-request-headers') ?? ''
  const headers: Record<string, string> = {
    'access-control-allow-methods': 'GET, POST, DELETE',
    // The clients' own (x-stainless-…) change with each of their versions; none of them means anything here.
    'access-control-allow-headers': /^[\w\-, ]{1,2000}$/.test(asked) ? asked : 'authorization, content-type',
    'access-control-max-age': String(maxAge),
  }
  return { status: 204, headers, body: '' }
}

function isOwn(origin: string, request: ServerRequest): boolean {
  const host = request.header('host')
  return host !== null && URL.parse(origin)?.host === host.toLowerCase()
}

function forbidden(origin: string): ApiError {
  const message = `Pages of ${shortened(origin)} may not ask this server; its operator can allow that origin.`
  return new ApiError(403, message, { type: 'permission_error', code: 'origin_not_allowed' })
}

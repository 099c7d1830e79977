/** OpenAI's error object, as clients read it from the body `{ "error": … }`. */
export interface ErrorObject {
  message: string
  type: string
  /** The field of the request that is at fault, as a path: `input[2].content[0].type`. */
  param: string | null
  code: string | null
}

/** What an `ApiError` is made of. */
export interface ApiErrorDetails {
  /** `invalid_request_error`, `rate_limit_error`, `server_error`, …; by the status where absent. */
  type?: string
  param?: string | null
  code?: string | null
  headers?: Readonly<Record<string, string>>
  cause?: unknown
}

/**
 * A request that cannot be answered as asked: an HTTP status, and OpenAI's error object with one sentence that says
 * what, where and how to mend it. Thrown before the first byte only; after it, failures are `response.fail`.
 */
export class ApiError extends Error {
  readonly status: number
  readonly error: ErrorObject
  /** Headers that go with the status: `retry-after`, `allow`, `www-authenticate`. */
  readonly headers: Readonly<Record<string, string>>

  constructor(status: number, message: string, details: ApiErrorDetails = {}) {
    super(message, details.cause === undefined ? {} : { cause: details.cause })
    this.name = 'ApiError'
    this.status = status
    this.headers = details.headers ?? {}
    const { type = typeOf(status), param = null, code = null } = details
    this.error = { message, type, param, code }
  }

  /** The body to send, as JSON. */
  get body(): string {
    return JSON.stringify({ error: this.error })
  }
}

function typeOf(status: number): string {
  if (status === 429) return 'rate_limit_error'
  return status < 500 ? 'invalid_request_error' : 'server_error'
}

/** 400: a field of the request is wrong. `param` is its path; null where no single field is at fault. */
export function badRequest(message: string, param: string | null, code: string | null = null): ApiError {
  return new ApiError(400, message, { param, code })
}

/** 401: there is no key, or it is not one of this server's. */
export function unauthorized(message: string): ApiError {
  const headers = { 'www-authenticate': 'Bearer' }
  return new ApiError(401, message, { type: 'authentication_error', code: 'invalid_api_key', headers })
}

/** 404: it is not there, or belongs to another key; the two look alike on purpose. */
export function notFound(message: string, param: string | null = null, code: string | null = null): ApiError {
  return new ApiError(404, message, { param, code })
}

/** 404 of a response, worded as OpenAI words it. */
export function responseNotFound(id: string): ApiError {
  return notFound(`Response with id '${shortened(id)}' not found.`, 'response_id', 'response_not_found')
}

/** 405: the path exists, but not with this method. */
export function methodNotAllowed(method: string, path: string, allowed: readonly string[]): ApiError {
  const message = `${shortened(method)} is not allowed on ${shortened(path)}; use ${allowed.join(' or ')}.`
  return new ApiError(405, message, { code: 'method_not_allowed', headers: { allow: allowed.join(', ') } })
}

/** 409: the thing is in a state that forbids what was asked. */
export function conflict(message: string, code: string | null = null): ApiError {
  return new ApiError(409, message, { code })
}

/** 413: the body is larger than this server takes. */
export function bodyTooLarge(limit: number): ApiError {
  const message = `The request body is larger than ${limit} bytes; send less, or raise the server's body limit.`
  return new ApiError(413, message, { code: 'body_too_large' })
}

/** 415: the body is of a type that this server does not read. */
export function unsupportedMediaType(type: string | null): ApiError {
  const given = type === null ? 'missing' : `'${shortened(type)}'`
  const message = `The content-type of the request is ${given}; send the body as application/json.`
  return new ApiError(415, message, { code: 'unsupported_media_type' })
}

/** 415: the body is compressed. */
export function unsupportedEncoding(encoding: string): ApiError {
  const message = `The content-encoding of the request is '${shortened(encoding)}'; send the body uncompressed.`
  // RFC 9110, 15.5.16: it tells this 415 from that of a wrong type.
  return new ApiError(415, message, { code: 'unsupported_encoding', headers: { 'accept-encoding': 'identity' } })
}

/** 415: the body is in other characters than JSON has. */
export function unsupportedCharset(charset: string): ApiError {
  const message = `The charset of the request's content-type is '${shortened(charset)}'; send the body as UTF-8.`
  return new ApiError(415, message, { code: 'unsupported_charset' })
}

/** 429: too many requests. `retryAfter` is in seconds and becomes the header that clients wait by. */
export function tooManyRequests(message: string, retryAfter: number): ApiError {
  const headers = { 'retry-after': String(Math.max(1, Math.ceil(retryAfter))) }
  return new ApiError(429, message, { code: 'rate_limit_exceeded', headers })
}

/** 499 (nginx's number): the client hung up before the answer; nobody reads it, but logs and metrics do. */
export function clientClosedRequest(): ApiError {
  return new ApiError(499, 'The client closed the connection before the response began.', { code: 'client_closed' })
}

/** 500: this server's own fault. The cause is for the log; the client is not told. */
export function internalError(cause: unknown): ApiError {
  const message = 'The server had an error while processing the request; retry, and tell its operator the request id.'
  return new ApiError(500, message, { code: 'internal_error', cause })
}

/** 502: the model's server answered with something unusable, or hung up. */
export function badGateway(message: string, cause?: unknown): ApiError {
  return new ApiError(502, message, { code: 'upstream_error', cause })
}

/** 503: not now: starting, shutting down, or the model's server is overloaded. */
export function unavailable(message: string, retryAfter = 1): ApiError {
  const headers = { 'retry-after': String(Math.max(1, Math.ceil(retryAfter))) }
  return new ApiError(503, message, { code: 'service_unavailable', headers })
}

/** 504: the model's server took too long. */
export function gatewayTimeout(message: string, cause?: unknown): ApiError {
  return new ApiError(504, message, { code: 'upstream_timeout', cause })
}

/** What a client wrote, short enough for a sentence and without line ends. */
export function shortened(text: string, length = 80): string {
  const line = text.replaceAll(/[\p{Cc}\p{Zl}\p{Zp}]+/gu, ' ').toWellFormed()
  return line.length > length ? `${line.slice(0, length).toWellFormed()}…` : line
}

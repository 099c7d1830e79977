import { readFailure } from '../../../sources/ending.ts'
import { isRecord } from '../../../sources/json.ts'
import { UpstreamError } from '../error.ts'

/** What an upstream said about itself while refusing. */
interface Said {
  message: string
  /** What it calls the failure, by code and by type. */
  names: readonly string[]
  param: string | null
  /** It answered in the form of an API, so it is one. */
  isApi: boolean
}

/**
 * What an upstream's HTTP error becomes for the client: bad requests are the client's own business and passed on; that
 * the upstream doesn't know this server's key, or is broken, is not.
 *
 * @param body what it sent
 */
export function refusalOf(status: number, body: string, retryAfter: number | null): UpstreamError {
  const said = readBody(body)
  const { message, param } = said
  if ((status === 400 || status === 413 || status === 422) && isTooLong(said)) {
    return new UpstreamError('context_length_exceeded', 400, message, { param: param ?? 'input' })
  }
  const told = `The upstream answered ${status}${message === '' ? '' : `: ${message}`}`
  switch (status) {
    case 400:
    case 413:
    case 422:
      return new UpstreamError('invalid_request_error', status === 413 ? 413 : 400, message || told, { param })
    case 401:
    case 403:
      return new UpstreamError('upstream_unauthorized', 502, `The upstream refused this server (${status}).`)
    case 404:
      return said.isApi
        ? new UpstreamError('model_not_found', 404, message, { param: param ?? 'model' })
        : new UpstreamError('upstream_error', 502, `${told}; is its address right?`)
    case 429:
      return new UpstreamError('rate_limit_exceeded', 429, message || told, { retryAfter })
    case 408:
    case 504:
      return new UpstreamError('upstream_timeout', 504, told, { retryAfter })
    default:
      return new UpstreamError('upstream_error', 502, told, { retryAfter })
  }
}

/** What servers call a prompt that their model can't take, and how those say it that have no name for it (vLLM, SGLang). */
const tooLongNames = ['context_length_exceeded', 'exceed_context_size_error']
const tooLongWords = /(?:maximum|model'?s|available) context (?:length|size|window)|maximum model length/i

/** Agents shorten a conversation that has grown too long, and go on; they know it by OpenAI's code, not by words. */
function isTooLong({ names, message }: Said): boolean {
  return names.some((name) => tooLongNames.includes(name)) || tooLongWords.test(message)
}

/** Whether asking again may help: by the upstream's own word. */
export function isWorthRetrying(status: number): boolean {
  return status === 429 || status === 502 || status === 503 || status === 504
}

/** `Retry-After` in seconds: a number, or a date. */
export function readRetryAfter(value: string | null, now: number): number | null {
  if (value === null || value.trim() === '') return null
  const seconds = Number(value)
  if (Number.isFinite(seconds)) return Math.max(0, seconds)
  const at = Date.parse(value)
  return Number.isNaN(at) ? null : Math.max(0, (at - now) / 1000)
}

/** OpenAI's error objects, FastAPI's `detail`, a bare message, or no JSON at all. */
function readBody(body: string): Said {
  const none = { message: '', names: [], param: null, isApi: false }
  let value: unknown
  try {
    value = JSON.parse(body)
  } catch {
    // A page of a proxy's says nothing to a client.
    return body.length > 500 || body.trimStart().startsWith('<') ? none : { ...none, message: body.trim() }
  }
  if (!isRecord(value)) return none
  const failure = readFailure(value)
  if (failure !== null) {
    const { message, code, type = code, param = null } = failure
    return { message, names: [code, type], param, isApi: true }
  }
  if (typeof value.message === 'string') return { ...none, message: value.message, isApi: true }
  const { detail } = value
  return detail === undefined
    ? none
    : { ...none, message: typeof detail === 'string' ? detail : JSON.stringify(detail) }
}

import { ApiError, clientClosedRequest, internalError, unavailable } from './api-error.ts'
import { jsonReply, type ServerReply } from './http.ts'
import { StoreError } from './store/error.ts'
import { UpstreamError } from './upstreams/error.ts'

/** What a failed request is told, whatever was thrown. */
export function apiErrorOf(error: unknown, signal: AbortSignal): ApiError {
  if (error instanceof ApiError) return error
  if (signal.aborted) return clientClosedRequest()
  if (error instanceof UpstreamError) return ofUpstream(error)
  if (error instanceof StoreError) {
    if (error.code === 'store/closed') return unavailable('The server is shutting down; try again in a moment.')
    return new ApiError(503, 'The store of this server cannot be used now; try again.', {
      code: error.code,
      cause: error,
    })
  }
  // A response that failed by its upstream's own word, in the middle of it.
  if (isFailure(error)) return new ApiError(502, error.message, { code: error.code, cause: error })
  return internalError(error)
}

/** An error as the body that clients read. */
export function errorReply(error: ApiError): ServerReply {
  return jsonReply(error.status, error.body, error.headers)
}

function ofUpstream(error: UpstreamError): ApiError {
  const { status, message, code, param, retryAfter, type } = error
  const headers: Record<string, string> = retryAfter === null ? {} : { 'retry-after': String(Math.ceil(retryAfter)) }
  return new ApiError(status, message, { type, code, param, headers, cause: error })
}

function isFailure(error: unknown): error is { code: string; message: string } {
  return (
    typeof error === 'object' && error !== null && !(error instanceof Error) && 'code' in error && 'message' in error
  )
}

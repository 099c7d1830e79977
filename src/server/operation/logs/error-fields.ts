import { ApiError } from '../../api-error.ts'
import { UpstreamError } from '../../upstreams/error.ts'

/** What a log says of an error. */
export interface ErrorFields {
  name: string
  code?: string
  param?: string | null
  message?: string
  /** Where it was thrown. */
  stack?: string[]
  cause?: ErrorFields
}

/** Errors of the language's own: what they quote is names from the program. */
const ownNames = new Set(['TypeError', 'ReferenceError', 'RangeError'])

/** Upstream failures whose sentence is this server's, and quotes no answer. */
const ownSentences = new Set(['upstream_unreachable', 'upstream_timeout'])

/**
 * An error for the log. Many a message quotes what somebody wrote (JSON.parse does, and so do upstreams that refuse a
 * prompt), so that it is left out unless it is known not to, or texts may be logged.
 */
export function errorFields(error: unknown, { texts }: { texts: boolean }): ErrorFields {
  if (!(error instanceof Error)) return failureFields(error, texts)
  const fields: ErrorFields = { name: error.name }
  if (error instanceof ApiError) {
    fields.code = error.error.code ?? undefined
    fields.param = error.error.param === null ? undefined : withoutKeys(error.error.param)
  } else if ('code' in error && typeof error.code === 'string') {
    fields.code = error.code
  }
  if (texts || saysNothing(error)) fields.message = error.message
  if (!(error instanceof ApiError || error instanceof UpstreamError)) fields.stack = framesOf(error)
  if (error.cause !== undefined) fields.cause = errorFields(error.cause, { texts })
  return fields
}

function failureFields(error: unknown, texts: boolean): ErrorFields {
  const fields: ErrorFields = { name: typeof error }
  if (typeof error !== 'object' || error === null) return texts ? { ...fields, message: String(error) } : fields
  if ('code' in error && typeof error.code === 'string') fields.code = error.code
  if (texts && 'message' in error && typeof error.message === 'string') fields.message = error.message
  return fields
}

function saysNothing(error: Error): boolean {
  if (error instanceof UpstreamError) return ownSentences.has(error.code)
  return 'syscall' in error || ownNames.has(error.name)
}

/** A path without names that a client has chosen: `metadata`'s keys, a schema's properties. */
function withoutKeys(param: string): string {
  return /^[a-z_]+(?:\[\d+\])?/.exec(param)?.[0] ?? ''
}

function framesOf({ stack = '' }: Error): string[] {
  return stack
    .split('\n')
    .map((line) => line.trim())
    .filter((line) => line.startsWith('at '))
    .slice(0, 20)
}

import { badRequest, shortened } from '../api-error.ts'
import type { ItemPageRequest } from '../store/record.ts'

/** What `GET /v1/responses/{id}` is asked for. */
export interface RetrieveQuery {
  /** Whether the response's events are wanted, instead of the response. */
  stream: boolean
  /** Only events with a greater `sequence_number`; -1 for all. */
  startingAfter: number
  include: string[]
}

/** @throws ApiError 400 with the parameter's name */
export function parseRetrieveQuery(query: URLSearchParams): RetrieveQuery {
  return {
    stream: flag(query, 'stream'),
    startingAfter: integer(query, 'starting_after', { least: 0, most: Number.MAX_SAFE_INTEGER }) ?? -1,
    include: listOf(query, 'include'),
  }
}

/**
 * Reads what `GET /v1/responses/{id}/input_items` is asked for.
 *
 * @throws ApiError 400 with the parameter's name
 */
export function parseItemsQuery(query: URLSearchParams): ItemPageRequest {
  const order = query.get('order') ?? 'desc'
  if (order !== 'asc' && order !== 'desc') {
    throw invalid('order', order, "Supported values are: 'asc', 'desc'.")
  }
  const [after, before] = [query.get('after'), query.get('before')]
  return {
    limit: integer(query, 'limit', { least: 1, most: 100 }) ?? 20,
    order,
    ...(after !== null && after !== '' && { after }),
    ...(before !== null && before !== '' && { before }),
  }
}

function flag(query: URLSearchParams, name: string): boolean {
  const value = query.get(name)
  if (value === null || value === 'false' || value === '0') return false
  if (value === '' || value === 'true' || value === '1') return true
  throw invalid(name, value, "Supported values are: 'true', 'false'.")
}

function integer(query: URLSearchParams, name: string, { least, most }: { least: number; most: number }) {
  const value = query.get(name)
  if (value === null) return undefined
  const number = /^\d{1,16}$/.test(value) ? Number(value) : NaN
  if (number >= least && number <= most) return number
  throw invalid(name, value, `It has to be an integer from ${least} to ${most}.`)
}

/** A list as the SDKs write it: `include=a&include=b`, `include[]=a`, `include[0]=a`. */
function listOf(query: URLSearchParams, name: string): string[] {
  const isOfList = (key: string) => key === name || (key.startsWith(`${name}[`) && key.endsWith(']'))
  return [...query].flatMap(([key, value]) => (isOfList(key) ? [value] : []))
}

function invalid(name: string, value: string, mend: string) {
  return badRequest(`Invalid value for '${name}': '${shortened(value, 40)}'. ${mend}`, name, 'invalid_value')
}

import { StoreError } from '../error.ts'
import type { ResponseStatus, StoredItem, StoredResponse } from '../record.ts'
import type { Row } from './database.ts'

/** A column that holds text. @throws StoreError `store/corrupt` where it holds anything else */
export function text(row: Row, column: string): string {
  const value = row[column]
  if (typeof value === 'string') return value
  throw new StoreError('store/corrupt', `A row of the store has no text in ${column}; restore the file from a copy.`)
}

/** A column that holds a number. @throws StoreError `store/corrupt` where it holds anything else */
export function number(row: Row, column: string): number {
  const value = row[column]
  if (typeof value === 'number') return value
  throw new StoreError('store/corrupt', `A row of the store has no number in ${column}; restore the file from a copy.`)
}

const statuses: readonly ResponseStatus[] = ['queued', 'in_progress', 'completed', 'incomplete', 'failed', 'cancelled']

function status(row: Row): ResponseStatus {
  const value = statuses.find((known) => known === row['status'])
  if (value !== undefined) return value
  throw new StoreError('store/corrupt', `A row of the store has no known status; restore the file from a copy.`)
}

/** An item of a response. */
export function itemOf(row: Row): StoredItem {
  return { id: text(row, 'id'), json: text(row, 'json') }
}

/** A row of `responses` joined with its documents. */
export function responseOf(row: Row): StoredResponse {
  return {
    id: text(row, 'id'),
    owner: text(row, 'owner'),
    previousId: row['previous_id'] === null ? null : text(row, 'previous_id'),
    status: status(row),
    response: text(row, 'response'),
    isLogged: number(row, 'is_logged') === 1,
    isCancelRequested: number(row, 'cancel_requested') === 1,
    last: number(row, 'last'),
    createdAt: number(row, 'created_at'),
    expiresAt: row['expires_at'] === null ? null : number(row, 'expires_at'),
  }
}

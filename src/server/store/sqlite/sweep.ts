import type { StoreLimits } from '../record.ts'
import type { Database } from './database.ts'
import { number } from './row.ts'

/** How many responses are forgotten in one transaction, so that writers in between wait for milliseconds only. */
const portion = 500

/** Forgets what has expired, then the oldest ended responses until the limits hold. Gives how many. */
export function sweep(database: Database, limits: StoreLimits, now: number): number {
  const expired = 'SELECT number FROM responses WHERE expires_at <= ? AND ended_at IS NOT NULL LIMIT ?'
  let forgotten = 0
  for (let changes = portion; changes === portion; forgotten += changes) {
    changes = database.run(`DELETE FROM responses WHERE number IN (${expired})`, now, portion)
  }
  const { maxResponses = 1_000_000, maxBytes = 10 * 1024 ** 3 } = limits
  const total = database.get('SELECT count(*) AS count, coalesce(sum(size), 0) AS size FROM responses')
  if (total === undefined) return forgotten
  const over = { count: number(total, 'count') - maxResponses, size: number(total, 'size') - maxBytes }
  for (let changes = portion; changes === portion && isOver(over); forgotten += changes) {
    changes = database.transaction(() => forgetOldest(database, over))
  }
  return forgotten
}

/** By how much the limits are passed. */
interface Excess {
  count: number
  size: number
}

function isOver({ count, size }: Excess): boolean {
  return count > 0 || size > 0
}

function forgetOldest(database: Database, over: Excess): number {
  const select = 'SELECT number, size FROM responses WHERE ended_at IS NOT NULL ORDER BY number LIMIT ?'
  let forgotten = 0
  for (const row of database.all(select, portion)) {
    if (!isOver(over)) break
    database.run('DELETE FROM responses WHERE number = ?', number(row, 'number'))
    over.count -= 1
    over.size -= number(row, 'size')
    forgotten += 1
  }
  return forgotten
}

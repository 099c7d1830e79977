import type { StoreLimits } from '../record.ts'
import type { Database } from './database.ts'
import { number } from './row.ts'

/** How many responses are forgotten in one transaction, so that writers in between wait for milliseconds only. */
const portion = 500

/** Forgets what has expired, then the oldest ended responses until the limits hold. Gives how many. */
export async function sweep(database: Database, limits: StoreLimits, now: number): Promise<number> {
  const expired = 'SELECT number FROM responses WHERE expires_at <= ? AND ended_at IS NOT NULL LIMIT ?'
  let forgotten = 0
  for (let changes = portion; changes === portion; forgotten += changes) {
    const remove = `DELETE FROM responses WHERE number IN (${expired})`
    changes = await database.write(() => database.run(remove, now, portion))
  }
  const { maxResponses = 1_000_000, maxBytes = 10 * 1024 ** 3 } = limits
  const count = 'SELECT count(*) AS count, coalesce(sum(size), 0) AS size FROM responses'
  const total = await database.read(() => database.get(count))
  if (total === undefined) return forgotten
  let over: Excess = { count: number(total, 'count') - maxResponses, size: number(total, 'size') - maxBytes }
  for (let changes = portion; changes === portion && isOver(over); forgotten += changes) {
    const before = over
    ;({ forgotten: changes, left: over } = await database.write(() => forgetOldest(database, before)))
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

function forgetOldest(database: Database, over: Readonly<Excess>): { forgotten: number; left: Excess } {
  const select = 'SELECT number, size FROM responses WHERE ended_at IS NOT NULL ORDER BY number LIMIT ?'
  const left = { ...over }
  let forgotten = 0
  for (const row of database.all(select, portion)) {
    if (!isOver(left)) break
    database.run('DELETE FROM responses WHERE number = ?', number(row, 'number'))
    left.count -= 1
    left.size -= number(row, 'size')
    forgotten += 1
  }
  return { forgotten, left }
}

import { tooManyRequests } from '../api-error.ts'

/** So many callers are remembered; whoever is forgotten begins anew. */
const maxCallers = 50_000

interface Bucket {
  /** How many requests are left. */
  left: number
  /** When that was so, in milliseconds. */
  at: number
}

/**
 * So many requests a minute for each caller: a bucket that fills steadily, so that nobody waits for a new minute.
 *
 * @param perMinute also how many may come at once after a pause
 * @returns takes one request of a caller; throws `ApiError` 429
 */
export function rateLimit(perMinute: number, clock: () => number = () => performance.now()): (caller: string) => void {
  const each = 60_000 / perMinute
  // The one that has asked last stands last.
  const buckets = new Map<string, Bucket>()

  return (caller) => {
    const now = clock()
    const before = buckets.get(caller) ?? { left: perMinute, at: now }
    const left = Math.min(perMinute, before.left + (now - before.at) / each)
    buckets.delete(caller)
    buckets.set(caller, { left: left < 1 ? left : left - 1, at: now })
    forget(buckets)
    if (left >= 1) return
    const seconds = ((1 - left) * each) / 1000
    const limit = `${perMinute} ${perMinute === 1 ? 'request' : 'requests'} a minute`
    throw tooManyRequests(`Rate limit reached: ${limit}. Try again in ${seconds.toFixed(1)} s.`, seconds)
  }
}

function forget(buckets: Map<string, Bucket>): void {
  const [oldest] = buckets.keys()
  if (buckets.size > maxCallers && oldest !== undefined) buckets.delete(oldest)
}

import { tooManyRequests } from '../api-error.ts'

/**
 * So many requests at once for each caller; a stream counts until its last byte.
 *
 * @returns takes one request of a caller, and gives back what ends it; throws `ApiError` 429
 */
export function concurrencyLimit(most: number): (caller: string) => () => void {
  const running = new Map<string, number>()
  return (caller) => {
    const count = running.get(caller) ?? 0
    if (count >= most) {
      const what = most === 1 ? 'One request is' : `${most} requests are`
      throw tooManyRequests(`${what} running already, and no more may at once; wait for one to end.`, 1)
    }
    running.set(caller, count + 1)
    return () => {
      const left = (running.get(caller) ?? 1) - 1
      if (left === 0) running.delete(caller)
      else running.set(caller, left)
    }
  }
}

import { StoreError } from './error.ts'
import type { FrameBatch } from './record.ts'

/**
 * What is left of a batch after an event that it may hold. Frames are found by their blank line: JSON in them has no
 * line ends, and comments are never logged.
 */
export function cutBatch(batch: FrameBatch, after: number): FrameBatch {
  if (after < batch.first) return batch
  let start = 0
  for (let sequence = batch.first; sequence <= after; sequence += 1) {
    const end = batch.text.indexOf('\n\n', start)
    if (end === -1) break
    start = end + 2
  }
  return { first: after + 1, last: batch.last, text: batch.text.slice(start) }
}

/**
 * Makes sure that a batch follows what is logged already.
 *
 * @throws StoreError `store/out-of-order`
 */
export function checkOrder(id: string, last: number, batch: FrameBatch): void {
  if (batch.first === last + 1 && batch.last >= batch.first) return
  const given = `events ${batch.first} to ${batch.last}`
  throw new StoreError('store/out-of-order', `The log of ${id} ends with event ${last}; ${given} do not follow it.`)
}

/** The first batch that holds an event after a given one; logs are long, and readers come back for their end. */
export function firstAfter(log: readonly FrameBatch[], after: number): number {
  let low = 0
  let high = log.length
  while (low < high) {
    const middle = (low + high) >> 1
    if ((log[middle]?.last ?? Infinity) <= after) low = middle + 1
    else high = middle
  }
  return low
}

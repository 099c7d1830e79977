import { StoreError } from './error.ts'
import type { ItemPage, ItemPageRequest, StoredItem } from './record.ts'

/**
 * Cuts a page out of a response's items.
 *
 * @param items all of them, in their order
 * @throws StoreError `store/unknown-cursor`
 */
export function itemPage(items: readonly StoredItem[], { limit, order, after, before }: ItemPageRequest): ItemPage {
  const ordered = order === 'asc' ? items : items.toReversed()
  const start = after === undefined ? 0 : placeOf(ordered, after) + 1
  const end = before === undefined ? ordered.length : placeOf(ordered, before)
  const wanted = ordered.slice(start, Math.max(start, end))
  return { items: wanted.slice(0, limit), hasMore: wanted.length > limit }
}

function placeOf(items: readonly StoredItem[], id: string): number {
  const place = items.findIndex((item) => item.id === id)
  if (place === -1) throw new StoreError('store/unknown-cursor', `There is no item ${id} in this response's input.`)
  return place
}

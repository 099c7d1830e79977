import type { StoredItem } from './record.ts'

/** The length of items' text, which limits count; near enough to bytes, and free. */
export function sizeOf(items: readonly StoredItem[]): number {
  return items.reduce((size, item) => size + item.id.length + item.json.length, 0)
}

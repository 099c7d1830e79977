/**
 * A list that grows by one without being copied whole, as an immutable context would otherwise copy it: 20,000 items
 * took eleven times as long as 5,000.
 */
export type Pages<Value> = Value[][]

const pageLength = 512

/** The pages with more values at their end; the pages given are left alone. */
export function appended<Value>(pages: Pages<Value>, more: readonly Value[]): Pages<Value> {
  if (more.length === 0) return pages
  const last = pages.at(-1)
  if (last === undefined || last.length >= pageLength) return [...pages, [...more]]
  return [...pages.slice(0, -1), [...last, ...more]]
}

/** How many values the pages hold. */
export function lengthOf(pages: Pages<unknown>): number {
  let length = 0
  for (const page of pages) length += page.length
  return length
}

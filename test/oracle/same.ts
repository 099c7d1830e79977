import { isObject } from './letter.ts'

/** Equal after a JSON round trip: key order is nothing, and a key that holds undefined is not there. */
export function same(a: unknown, b: unknown): boolean {
  if (a === b) return true
  if (typeof a !== 'object' || typeof b !== 'object' || a === null || b === null) return false
  if (Array.isArray(a) || Array.isArray(b)) {
    return Array.isArray(a) && Array.isArray(b) && a.length === b.length && a.every((each, i) => same(each, b[i]))
  }
  const left = Object.entries(a).filter(([, value]) => value !== undefined)
  const right = new Map(Object.entries(b).filter(([, value]) => value !== undefined))
  return left.length === right.size && left.every(([key, value]) => right.has(key) && same(value, right.get(key)))
}

/** The item without what a server may encrypt or stamp anew each time it writes it. */
export function bare(item: unknown): unknown {
  if (!isObject(item)) return item
  const { encrypted_content: _, ...rest } = item
  if (item['type'] === 'program') delete rest['fingerprint']
  return rest
}

/** An object of anybody's JSON. */
export type Json = Readonly<Record<string, unknown>>

/** Whether a value is an object with fields: no array, and not null. */
export function isObject(value: unknown): value is Json {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

/** The object in a field; an empty one where there is none. */
export function objectIn(holder: unknown, field: string): Json {
  const value = isObject(holder) ? holder[field] : undefined
  return isObject(value) ? value : {}
}

/** The list in a field; an empty one where there is none. */
export function listIn(holder: unknown, field: string): readonly unknown[] {
  const value: unknown = isObject(holder) ? holder[field] : undefined
  return Array.isArray(value) ? value : []
}

/** Equal as JSON: the order of keys is nothing, and a key that holds undefined is not there. */
export function same(a: unknown, b: unknown): boolean {
  if (a === b) return true
  if (Array.isArray(a) || Array.isArray(b)) {
    return Array.isArray(a) && Array.isArray(b) && a.length === b.length && a.every((each, at) => same(each, b[at]))
  }
  if (!isObject(a) || !isObject(b)) return false
  let more = 0
  for (const key in b) if (b[key] !== undefined) more += 1
  for (const key in a) {
    if (a[key] === undefined) continue
    if (!same(a[key], b[key])) return false
    more -= 1
  }
  return more === 0
}

/** A value as it stands in a message: JSON, cut where it is long. */
export function shown(value: unknown): string {
  const text = JSON.stringify(value) ?? 'nothing'
  return text.length <= 60 ? text : `${text.slice(0, 57)}…`
}

/** What `JSON.parse` gives for an object: nothing is known about its fields. */
export type JsonRecord = { readonly [key: string]: unknown }

/** Whether a value from the network is an object (not an array, not null). */
export function isRecord(value: unknown): value is JsonRecord {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

/** A value as JSON text, for warnings. Takes anything and never throws: what JSON can't hold is shown as its string. */
export function jsonText(value: unknown): string {
  try {
    return JSON.stringify(value) ?? String(value)
  } catch {
    return String(value)
  }
}

/** Where a reader reports what it could not use: a code, a sentence, and the text that stands in no segment. */
export type Report = (code: string, message: string, text?: string) => void

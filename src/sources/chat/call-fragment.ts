import { isRecord, jsonText } from '../json.ts'
import type { Report } from '../json.ts'

/** A piece of a call, as one chunk carries it. What the chunk doesn't say is '' (or undefined, for the index). */
export interface CallFragment {
  index: number | undefined
  id: string
  name: string
  /** More of the arguments, or of a custom tool's input. */
  text: string
  /** A custom tool's call: its input is free text. */
  custom: boolean
}

/**
 * Reads one entry of `tool_calls`, or the legacy `function_call` (pass its index). Takes any JSON value; gives null for
 * what isn't an entry, after reporting it. Arguments that are no string (Ollama's own form) become their JSON text.
 */
export function readCallFragment(entry: unknown, report: Report, legacyIndex?: number): CallFragment | null {
  if (!isRecord(entry)) {
    report('chat/malformed', 'A tool call is not an object; it was left out.', jsonText(entry))
    return null
  }
  const custom = entry.type === 'custom' || isRecord(entry.custom)
  const body = [entry.function, entry.custom].find(isRecord) ?? entry
  const written = custom ? (body.input ?? body.arguments) : body.arguments
  return {
    index: typeof entry.index === 'number' ? entry.index : legacyIndex,
    id: readWord(entry.id, 'id', report),
    name: readWord(body.name, 'name', report),
    text: readArguments(written, report),
    custom,
  }
}

function readWord(value: unknown, what: string, report: Report): string {
  if (typeof value === 'string') return value
  if (typeof value === 'number') return String(value)
  if (value !== null && value !== undefined) {
    report('chat/malformed', `A tool call's ${what} is not a string; it was left out.`, jsonText(value))
  }
  return ''
}

function readArguments(value: unknown, report: Report): string {
  if (typeof value === 'string') return value
  if (value === null || value === undefined) return ''
  report('chat/arguments-not-text', "A tool call's arguments are not a string; their JSON text stands for them.")
  return jsonText(value)
}

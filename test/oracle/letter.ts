import { itemLetters } from './grammar.ts'

export type Json = Record<string, unknown>
export type WireEvent = Json & { type: string }

export function isObject(value: unknown): value is Json {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

export function isEvent(value: unknown): value is WireEvent {
  return isObject(value) && typeof value['type'] === 'string'
}

/** How grammar.ts calls this event. An item that has no status at D is one that is simply done. */
export function letterOf(event: WireEvent): string {
  const name = event.type.startsWith('response.') ? event.type.slice('response.'.length) : event.type
  if (name === 'output_item.added') return 'A'
  if (name === 'output_item.done') return `D<${(isObject(event['item']) && event['item']['status']) || 'completed'}>`
  if (name === 'content_part.added' || name === 'content_part.done') {
    return `${name}<${isObject(event['part']) ? String(event['part']['type']) : ''}>`
  }
  return name
}

export const terminals: readonly string[] = ['completed', 'incomplete', 'failed']
export const lifecycle: readonly string[] = ['created', 'queued', 'in_progress', ...terminals]

const longName: Readonly<Record<string, string>> = { A: 'output_item.added', D: 'output_item.done' }
const bare = (letter: string) => letter.replace(/<.*/, '')

/** An event that belongs to one output item. */
export function isItemLetter(letter: string): boolean {
  return ofItems.has(bare(letter))
}

const ofItems = new Set(itemLetters.map(bare))

/** Types the official client knows although no row of the order has them. */
const elsewhere = ['audio.delta', 'audio.done', 'audio.transcript.delta', 'audio.transcript.done']

// `error` is the only bare type: `created` without its prefix is as unknown as `foo`.
const knownTypes = new Set([
  'error',
  ...[...lifecycle, ...elsewhere, ...[...ofItems].map((name) => longName[name] ?? name)].map(
    (name) => `response.${name}`,
  ),
])

export function isKnownType(event: WireEvent): boolean {
  return knownTypes.has(event.type)
}

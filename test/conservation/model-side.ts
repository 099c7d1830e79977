/** The markers of Harmony, as text. */
export const markers = [
  '<|start|>',
  '<|end|>',
  '<|message|>',
  '<|channel|>',
  '<|constrain|>',
  '<|return|>',
  '<|call|>',
  '<|endoftext|>',
] as const

const anyMarker = /<\|(?:start|end|message|channel|constrain|return|call|endoftext)\|>/

/** Text without its markers. */
export function withoutMarkers(text: string): string {
  return text.split(anyMarker).join('')
}

/**
 * What surely is content, however one reads headers: all that stands between `<|message|>` and the next marker. Says
 * nothing about malformed headers, in which content may stand too.
 */
export function surelyContent(text: string): string {
  return Array.from(
    text.matchAll(/<\|message\|>([^]*?)(?=<\|(?:start|end|message|channel|constrain|return|call|endoftext)\|>|$)/g),
  )
    .map(([, content = '']) => content)
    .join('')
}

/** All text in the first choices of Chat Completions chunks: what a model said over that protocol. */
export function chatText(chunks: readonly unknown[]): string {
  return chunks.map((chunk) => saidIn(chunk, '')).join('')
}

const saying = new Set([
  'content',
  'reasoning',
  'reasoning_content',
  'refusal',
  'arguments',
  'input',
  'text',
  'thinking',
])

function saidIn(value: unknown, name: string): string {
  if (typeof value === 'string') return saying.has(name) ? value : ''
  if (Array.isArray(value)) return value.map((each) => saidIn(each, name)).join('')
  if (typeof value !== 'object' || value === null) return ''
  const fields: Record<string, unknown> = { ...value }
  // Some servers send a thought under both of its names.
  if (fields['reasoning'] === fields['reasoning_content']) delete fields['reasoning']
  return Object.entries(fields)
    .map(([field, inner]) => saidIn(inner, field))
    .join('')
}

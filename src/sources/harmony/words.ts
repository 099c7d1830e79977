/** The channels that gpt-oss was trained on. */
export const CHANNELS: readonly string[] = ['analysis', 'commentary', 'final']

/** The content types that gpt-oss was trained on. */
export const CONTENT_TYPES: readonly string[] = ['json', 'code', 'text']

const WORD = /([ \t\r\n]*)([^ \t\r\n]+)/g

/** A word of a header and the white space before it, so that what is no header can be put together again. */
export interface Word {
  space: string
  word: string
}

/** The words of a stretch of header. Only ASCII white space parts them, as in `isSpace`. */
export function words(text: string): Word[] {
  return Array.from(text.matchAll(WORD), ([, space = '', word = '']) => ({ space, word }))
}

/** True for what separates the words of a header. */
export function isSpace(unit: string): boolean {
  return unit === ' ' || unit === '\n' || unit === '\r' || unit === '\t'
}

/** True for a word that looks like `json`, `text/plain` and not like a sentence's. */
export function looksLikeContentType(word: string): boolean {
  return /^[A-Za-z][\w+./-]*$/.test(word)
}

/** The known channel that a word begins with, or the empty string (malformation 7: the longest known prefix). */
export function knownChannel(word: string): string {
  return CHANNELS.find((name) => word.startsWith(name)) ?? ''
}

/** A name up to the `<|` of a marker that the model spelled in ordinary text (malformation 3), and the rest. */
export function cutAtMarker(name: string): [name: string, rest: string] {
  const at = name.indexOf('<|')
  return at < 0 ? [name, ''] : [name.slice(0, at), name.slice(at)]
}

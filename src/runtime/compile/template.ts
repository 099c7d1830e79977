import { type Dialect, spell } from '../../wire/dialect.ts'
import { type ItemEvent, numbered } from '../../wire/event.ts'
import { frame } from '../../wire/frame.ts'

/**
 * Stands for a delta's text while its template is made. With a character that JSON escapes, since a wider one would
 * make every frame a two-byte string, which takes four times as long to encode.
 */
export const templateProbe = '\u0001delta\u0001'

/** A delta's frame, but for its text and its number: what stands before, between and after them. */
export interface Template {
  /** Up to the text's opening quote. */
  readonly head: string
  /** From the text's closing quote on. */
  readonly middle: string
}

/** What ends every event: the number stands last in all of them. */
const tail = '}\n\n'

/**
 * Makes the template of a delta, from the event that its emitter makes of the probe. The bytes are those that
 * `frame(event)` would give, because they come from it.
 */
export function templateOf(event: ItemEvent, dialect: Dialect): Template {
  const text = frame(spell(numbered(0, event), dialect))
  // The last one: an id stands before the text, and a caller may choose any.
  const before = text.lastIndexOf(JSON.stringify(templateProbe)) + 1
  const after = before + inQuotes(templateProbe).length
  const number = `0${tail}`
  if (before === 0 || !text.endsWith(number)) throw new Error(`${event.type} does not end in its number.`)
  return { head: flat(text.slice(0, before)), middle: flat(text.slice(after, -number.length)) }
}

/** A string of its own: a slice would keep the whole text alive, and be copied piece by piece with every frame. */
function flat(text: string): string {
  return text.split('"').join('"')
}

/** The frame of one delta. */
export function fillTemplate(template: Template, text: string, sequence: number): string {
  return template.head + (isPlain(text) ? text : inQuotes(text)) + template.middle + sequence + tail
}

/** A text as JSON writes it between its quotes. */
function inQuotes(text: string): string {
  return JSON.stringify(text).slice(1, -1)
}

/** Whether JSON writes a text as it is. Most tokens are plain, and looking costs a third of what `JSON.stringify` does. */
function isPlain(text: string): boolean {
  for (let at = 0; at < text.length; at += 1) {
    const unit = text.charCodeAt(at)
    // The quote, the backslash, control characters; surrogates may be alone.
    if (unit === 0x22 || unit === 0x5c || unit < 0x20 || (unit >= 0xd800 && unit < 0xe000)) return false
  }
  return true
}

import { type Header, LONGEST_HEADER } from './header.ts'
import { CHANNEL, CONSTRAIN } from './markers.ts'
import { HeaderNames } from './reading.ts'
import type { HeaderReading } from './reading.ts'
import { CHANNELS, CONTENT_TYPES, knownChannel, words } from './words.ts'
import type { Word } from './words.ts'

/**
 * Reads a header that no `<|message|>` closed (malformations 9, 10, 12 and 20): the names at its beginning count, and
 * from the first character on that is none of them everything is text, as it was written.
 */
export function readOpenHeader(header: Header): HeaderReading {
  return new OpenHeader(header).read()
}

/** Where arguments begin that the model glued to the recipient. */
const ARGUMENTS = /[{["]|<\|/
const TYPE = /^(?:json|[\w+./-]+)/

class OpenHeader {
  readonly #header: Header
  readonly #names = new HeaderNames()
  #text = ''
  #inText = false
  #awaited = false

  constructor(header: Header) {
    this.#header = header
  }

  read(): HeaderReading {
    const { sections, lead, origin } = this.#header
    for (const section of sections) this.#section(section.marker, section.text, section === sections.at(-1))
    const names = this.#names
    // Without a marker or a recipient, there was no header: its words were the answer's.
    if (origin !== 'start' && sections.length === 1 && names.recipient === null) {
      const bare = new HeaderNames()
      // Blanks alone are silent at the end of the output, not where the answer goes on after them.
      if (lead.trim() !== '' || lead.length > LONGEST_HEADER)
        bare.fault(origin === 'prompt' ? 'missing-header' : 'text-between-messages')
      return bare.reading(lead)
    }
    if (names.channel !== null || names.recipient !== null) names.fault('missing-message')
    else if (this.#text.trim() !== '') names.fault(sections.length > 1 ? 'unknown-channel' : 'missing-header')
    return names.reading(this.#text)
  }

  #section(marker: number, text: string, last: boolean): void {
    if (this.#inText) {
      this.#text += marker === CHANNEL ? this.#repeated(text) : text
      return
    }
    let used = 0
    const list = words(text)
    for (const [index, word] of list.entries()) {
      const taken = this.#word(word, index === 0, marker, list[index + 1])
      if (taken > 0) used += word.space.length + taken
      if (taken === word.word.length) continue
      this.#inText = true
      break
    }
    if (this.#inText || last) this.#text += text.slice(used)
  }

  #repeated(text: string): string {
    const [first] = words(text)
    const known = first === undefined ? '' : knownChannel(first.word)
    if (first === undefined || known === '') return text
    this.#names.fault('repeated-channel')
    return text.slice(first.space.length + known.length)
  }

  /** How many characters of the word are header. */
  #word({ word }: Word, first: boolean, marker: number, next: Word | undefined): number {
    if (this.#awaited || word.startsWith('to=')) return this.#to(word)
    const names = this.#names
    if (first && marker === CHANNEL) return this.#channel(word, next)
    if (first && marker === CONSTRAIN && names.contentType === null) {
      const [type = ''] = TYPE.exec(word.startsWith('json') ? 'json' : word) ?? []
      if (type !== '') names.type(type)
      return type.length
    }
    if (marker === 0 && first && word.startsWith('assistant')) return 'assistant'.length
    if (marker === 0 && names.channel === null && CHANNELS.includes(word)) names.known(word)
    else if (names.recipient !== null && names.contentType === null && CONTENT_TYPES.includes(word)) names.type(word)
    else {
      if (marker === 0 && first && this.#header.anyRole) names.role = word
      return 0
    }
    return word.length
  }

  #to(word: string): number {
    const start = this.#awaited ? 0 : 3
    const length = word.slice(start).search(ARGUMENTS)
    const end = length < 0 ? word.length : start + length
    this.#awaited = end === 3 && start === 3 && word.length === 3
    this.#names.to(word.slice(start, end))
    return end
  }

  #channel(word: string, next: Word | undefined): number {
    const known = knownChannel(word)
    if (known !== '') {
      this.#names.known(known)
      const rest = word.slice(known.length)
      return known.length + (rest.startsWith('to=') ? this.#to(rest) : 0)
    }
    if (this.#names.channel !== null || next?.word.startsWith('to=') !== true) return 0
    this.#names.unknown(word)
    return word.length
  }
}

import type { Header } from './header.ts'
import { CHANNEL, CONSTRAIN } from './markers.ts'
import { HeaderNames } from './reading.ts'
import type { HeaderReading } from './reading.ts'
import { CHANNELS, CONTENT_TYPES, knownChannel, looksLikeContentType, words } from './words.ts'
import type { Word } from './words.ts'

/**
 * Reads a header that `<|message|>` closed (harmony.md, malformations 1 and 3 to 8). One word that fits nowhere is a
 * misspelt header and goes to the warning; several are something that the model meant to say, and are text unless
 * the message is a call.
 */
export function readHeader(header: Header): HeaderReading {
  return new ClosedHeader(header).read()
}

class ClosedHeader {
  readonly #header: Header
  readonly #names = new HeaderNames()
  /** Words that fit nowhere, in order; among them, perhaps, an unknown channel. */
  readonly #odd: Word[] = []
  #unknown: Word | null = null
  #awaited = false

  constructor(header: Header) {
    this.#header = header
  }

  read(): HeaderReading {
    for (const { marker, text } of this.#header.sections) {
      let first = true
      for (const word of words(text)) {
        this.#word(word, marker, first)
        first = false
      }
    }
    return this.#names.reading(this.#settle())
  }

  #word(word: Word, marker: number, first: boolean): void {
    if (this.#awaited || word.word.startsWith('to=')) {
      const value = this.#awaited ? word.word : word.word.slice(3)
      this.#awaited = value === ''
      this.#names.to(value)
    } else if (first && marker === CHANNEL) this.#channel(word)
    else if (first && marker === CONSTRAIN && this.#names.contentType === null) this.#names.type(word.word)
    else if (marker === 0) this.#lead(word, first)
    else this.#odd.push(word)
  }

  #lead(word: Word, first: boolean): void {
    if (CHANNELS.includes(word.word)) this.#names.known(word.word)
    else if (!first) this.#odd.push(word)
    else if (word.word.startsWith('assistant')) {
      const rest = word.word.slice('assistant'.length)
      if (rest !== '') this.#word({ space: '', word: rest }, 0, false)
    } else if (this.#header.anyRole) this.#names.role = word.word
    else this.#odd.push(word)
  }

  #channel(word: Word): void {
    const known = knownChannel(word.word)
    if (known !== '') {
      this.#names.known(known)
      this.#glued(word.word.slice(known.length))
    } else {
      if (this.#names.channel === null) this.#unknown ??= word
      this.#odd.push(word)
    }
  }

  /** What follows a known channel without a space: a recipient, or a slip of the pen. */
  #glued(rest: string): void {
    const at = rest.indexOf('to=')
    const slip = at < 0 ? rest : rest.slice(0, at)
    if (slip !== '') this.#names.fault(slip.startsWith('<|') ? 'repeated-channel' : 'unknown-channel', slip)
    if (at < 0) return
    if (slip === '') this.#names.fault('unknown-channel')
    this.#word({ space: '', word: rest.slice(at) }, CHANNEL, false)
  }

  /** Decides about the odd words; gives what is text. */
  #settle(): string {
    const names = this.#names
    const unknown = names.channel === null ? this.#unknown : null
    const others = this.#odd.filter((word) => word !== unknown)
    const [other, ...more] = others
    if (unknown === null && names.channel === null) names.fault('missing-channel')
    const typed =
      other !== undefined &&
      more.length === 0 &&
      names.contentType === null &&
      (unknown === null ? looksLikeContentType(other.word) : CONTENT_TYPES.includes(other.word))
    if (typed) names.type(other.word)
    if (typed || other === undefined) {
      if (unknown !== null) names.unknown(unknown.word)
      return ''
    }
    const text = this.#odd
      .map(({ space, word }) => space + word)
      .join('')
      .trimStart()
    if (this.#odd.length === 1 || names.recipient !== null) {
      names.fault('unknown-channel', text)
      return ''
    }
    names.fault('unknown-channel')
    return text
  }
}

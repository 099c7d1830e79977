import { type EventReader, type ReadEvent, readEvent } from './read-event.ts'

const quote = 0x22
const comma = 0x2c
const openBracket = 0x5b
const backslash = 0x5c
const closeBracket = 0x5d
const openBrace = 0x7b
const closeBrace = 0x7d
const lineFeed = 0x0a
const carriageReturn = 0x0d

const isSpace = (code: number) => code === 0x20 || code === 0x09

/** Where the reader is: between two events, in an object, in a string of one, or in what is neither. */
type Place = 'between' | 'object' | 'string' | 'escape' | 'word'

/**
 * JSON values one after another: one a line, printed over several lines, or as the elements of lists. It finds where an
 * object ends and keeps no more than that one, so that a list of a hundred megabytes needs no more than its largest.
 */
export class JsonReader implements EventReader {
  readonly #onEvent: (event: ReadEvent) => void
  readonly #onLength: (length: number, line: number) => void
  #place: Place = 'between'
  #parts: string[] = []
  #length = 0
  #depth = 0
  #lists = 0
  #line = 1
  #begun = 1
  #atLineStart = true
  #afterCarriageReturn = false
  /** An object stood on a line of its own: from then on none goes over a line's end, and a broken one swallows no other. */
  #lined = false

  constructor(onEvent: (event: ReadEvent) => void, onLength: (length: number, line: number) => void) {
    this.#onEvent = onEvent
    this.#onLength = onLength
  }

  write(text: string): void {
    let from = 0
    for (let at = 0; at < text.length; at += 1) {
      const code = text.charCodeAt(at)
      if (code === lineFeed || code === carriageReturn) {
        const ends = this.#place === 'word' || this.#place === 'string' || this.#place === 'escape'
        if (ends || (this.#place === 'object' && this.#lined && this.#lists === 0)) this.#give(text.slice(from, at))
        if (code === carriageReturn || !this.#afterCarriageReturn) this.#line += 1
        this.#afterCarriageReturn = code === carriageReturn
        this.#atLineStart = true
        continue
      }
      this.#afterCarriageReturn = false
      // No printer begins an inner object at a line's start: the one that is open was never closed.
      if (this.#atLineStart && code === openBrace && this.#place === 'object' && this.#lists === 0) {
        this.#give(text.slice(from, at))
      }
      this.#atLineStart = false
      if (this.#place === 'between') {
        if (!this.#opens(code)) continue
        from = at
      } else if (this.#closes(code)) {
        const whole = this.#place === 'object'
        this.#give(text.slice(from, whole ? at + 1 : at))
        if (!whole) this.#opens(code)
        else if (this.#begun === this.#line) this.#lined = true
      }
    }
    if (this.#place === 'between') return
    this.#parts.push(text.slice(from))
    this.#length += text.length - from
    this.#onLength(this.#length, this.#begun)
  }

  end(): number | null {
    if (this.#place === 'between') return null
    if (this.#place !== 'word') return this.#begun
    this.#give('')
    return null
  }

  /** Between two events: whether a character begins one. */
  #opens(code: number): boolean {
    if (code === openBracket) this.#lists += 1
    else if (code === closeBracket) this.#lists = Math.max(0, this.#lists - 1)
    else if (code !== comma && !isSpace(code)) {
      this.#place = code === openBrace ? 'object' : 'word'
      this.#depth = code === openBrace ? 1 : 0
      this.#begun = this.#line
      return true
    }
    return false
  }

  /** In an event: whether a character ends it. */
  #closes(code: number): boolean {
    switch (this.#place) {
      case 'escape':
        this.#place = 'string'
        return false
      case 'string':
        if (code === quote) this.#place = 'object'
        else if (code === backslash) this.#place = 'escape'
        return false
      case 'word':
        return this.#lists > 0 && (code === comma || code === closeBracket)
      default:
        if (code === quote) this.#place = 'string'
        else if (code === openBrace || code === openBracket) this.#depth += 1
        else if (code === closeBrace || code === closeBracket) this.#depth -= 1
        return this.#depth === 0
    }
  }

  #give(last: string): void {
    const text = this.#parts.length === 0 ? last : this.#parts.join('') + last
    this.#parts = []
    this.#length = 0
    this.#place = 'between'
    // The list was none: it is what ends a stream.
    const isEndMark = text.trim() === 'DONE' && this.#lists > 0
    this.#onEvent(readEvent(isEndMark ? '[DONE]' : text.trim(), { line: this.#begun }, 'is no JSON'))
  }
}

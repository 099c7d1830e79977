import { LeadScan } from './lead.ts'
import { markerText, START } from './markers.ts'

/** More than this without `<|message|>` is no header (malformation 9, and 10 after a channel). */
export const LONGEST_HEADER = 256

/**
 * What made the parser believe that a header begins: the prompt, `<|start|>`, `<|channel|>` inside content, or anything
 * else after a message.
 */
export type HeaderOrigin = 'prompt' | 'start' | 'content' | 'implicit'

/** A stretch of header text and the marker before it; 0 for what stands before the first marker. */
export interface HeaderSection {
  marker: number
  text: string
}

/** A header while it is being read. */
export class Header {
  readonly origin: HeaderOrigin
  /** Where it begins in the source. */
  readonly offset: number
  /** Roles other than `assistant` are read as a role, too. */
  readonly anyRole: boolean
  readonly sections: HeaderSection[]
  readonly #scan: LeadScan
  #section: HeaderSection
  #size = 0
  #dead = false

  constructor(origin: HeaderOrigin, offset: number, anyRole: boolean) {
    this.origin = origin
    this.offset = offset
    this.anyRole = anyRole
    this.#scan = new LeadScan(anyRole)
    this.#section = { marker: 0, text: '' }
    this.sections = [this.#section]
  }

  /**
   * Takes text. Gives -1 while this may become a header, and otherwise how many characters were taken until it could
   * not: the same character however the text was cut.
   */
  text(text: string): number {
    const taken = Math.min(this.#section.marker === 0 ? this.#scanned(text) : text.length, this.#room + 1)
    this.#size += taken
    this.#section.text += text.slice(0, taken)
    return this.#dead || this.#size > LONGEST_HEADER ? taken : -1
  }

  /** Takes `<|channel|>` or `<|constrain|>`; false when the header is too long for it. */
  mark(marker: number): boolean {
    const length = markerText(marker).length
    if (length > this.#room) return false
    this.#size += length
    this.#section = { marker, text: '' }
    this.sections.push(this.#section)
    return true
  }

  /** True when no marker was seen, and no text but white space. */
  get blank(): boolean {
    return this.sections.length === 1 && this.lead.trim() === ''
  }

  /** True when there is nothing but, perhaps, the role. */
  get roleOnly(): boolean {
    return this.blank || (this.sections.length === 1 && this.lead.trim() === 'assistant')
  }

  /** What stands before the first marker. */
  get lead(): string {
    return this.sections[0]?.text ?? ''
  }

  /** The header as the model wrote it. */
  get raw(): string {
    const start = this.origin === 'start' ? markerText(START) : ''
    return start + this.sections.map(({ marker, text }) => markerText(marker) + text).join('')
  }

  get #room(): number {
    return LONGEST_HEADER - this.#size
  }

  #scanned(text: string): number {
    const end = Math.min(text.length, this.#room + 1)
    for (let index = 0; index < end; index++) {
      if (this.#scan.push(text.charAt(index))) continue
      this.#dead = true
      return index + 1
    }
    return end
  }
}

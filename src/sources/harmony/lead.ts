import { CHANNELS, isSpace, looksLikeContentType } from './words.ts'

/**
 * Reads, character by character, what stands before a header's first marker, and says whether it can still become a
 * header: `[assistant] [CHANNEL] [to=RECIPIENT [TYPE]]…`. This is what finds an answer without any header
 * (malformation 9) at the same character however the text was cut.
 */
export class LeadScan {
  #word = ''
  #first = true
  #channel = false
  #recipient: 'none' | 'awaited' | 'seen' = 'none'
  #type = false
  readonly #anyRole: boolean

  /** `anyRole`: the first word may be any role (after `<|start|>`), not `assistant` alone. */
  constructor(anyRole: boolean) {
    this.#anyRole = anyRole
  }

  /** Takes the next UTF-16 unit; false once this can no longer be a header. */
  push(unit: string): boolean {
    if (!isSpace(unit)) {
      this.#word += unit
      return this.#mayGoOn(this.#word)
    }
    if (this.#word === '') return true
    const legal = this.#close(this.#word)
    this.#word = ''
    this.#first = false
    return legal
  }

  #mayGoOn(word: string): boolean {
    if (word.startsWith('to=')) return !/[{["]/.test(word)
    if (this.#first && (this.#anyRole || 'assistant'.startsWith(word))) return true
    if (this.#recipient === 'awaited') return !/[{["]/.test(word)
    if ('to='.startsWith(word)) return true
    if (!this.#channel && CHANNELS.some((name) => name.startsWith(word))) return true
    return this.#recipient === 'seen' && !this.#type && looksLikeContentType(word)
  }

  #close(word: string): boolean {
    if (word.startsWith('to=')) this.#recipient = word === 'to=' ? 'awaited' : 'seen'
    else if (this.#first && (this.#anyRole || word === 'assistant')) return true
    else if (this.#recipient === 'awaited') this.#recipient = 'seen'
    else if (!this.#channel && CHANNELS.includes(word)) this.#channel = true
    else if (this.#recipient === 'seen' && !this.#type) this.#type = true
    else return false
    return true
  }
}

/**
 * Tells where a JSON object, array or string that arrives in fragments is over. It counts brackets and quotes and
 * judges nothing else, so each character is looked at once, however the text was cut.
 */
export class JsonEnd {
  readonly #closers: string[] = []
  #state: 'before' | 'inside' | 'after' | 'broken' = 'before'
  #inString = false
  #escaped = false

  /** The value is over and nothing but white space followed. A number or a word never is: a digit more could come. */
  get complete(): boolean {
    return this.#state === 'after'
  }

  /** A string is open: what was written ends in the middle of it. */
  get insideString(): boolean {
    return this.#inString
  }

  /** Not a value that ends by itself, or something followed its end. It can no longer become complete. */
  get broken(): boolean {
    return this.#state === 'broken'
  }

  /** Takes the next fragment. */
  write(text: string): void {
    for (let at = 0; at < text.length && this.#state !== 'broken'; at++) {
      if (this.#inString) at = this.#string(text, at)
      else this.#structure(text.charAt(at))
    }
  }

  /** Reads on inside a string; gives the index of the last character it has read. */
  #string(text: string, from: number): number {
    for (let at = from; at < text.length; at++) {
      const character = text.charCodeAt(at)
      if (this.#escaped) this.#escaped = false
      else if (character === 0x5c) this.#escaped = true
      else if (character === 0x22) {
        this.#inString = false
        if (this.#closers.length === 0) this.#state = 'after'
        return at
      }
    }
    return text.length
  }

  #structure(character: string): void {
    if (character === ' ' || character === '\n' || character === '\r' || character === '\t') return
    if (this.#state === 'after') {
      this.#state = 'broken'
    } else if (character === '"') {
      this.#inString = true
      this.#state = 'inside'
    } else if (character === '{' || character === '[') {
      this.#closers.push(character === '{' ? '}' : ']')
      this.#state = 'inside'
    } else if (character === '}' || character === ']') {
      if (this.#closers.pop() !== character) this.#state = 'broken'
      else if (this.#closers.length === 0) this.#state = 'after'
    } else if (this.#state === 'before') {
      this.#state = 'broken'
    }
  }
}

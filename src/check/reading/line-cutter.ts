/**
 * Cuts text that comes in pieces into lines. LF, CRLF and a bare CR end a line, as server-sent events have it; the CR
 * that ends a piece ends its line at once, so that nothing waits for what may never come.
 */
export class LineCutter {
  readonly #onLine: (line: string, number: number) => void
  readonly #onLength: (length: number, number: number) => void
  #parts: string[] = []
  #length = 0
  #number = 1
  #afterCarriageReturn = false

  /**
   * @param onLine each line, without its end, and its number from 1
   * @param onLength how long the line is that is not over yet: it throws where that is too long
   */
  constructor(onLine: (line: string, number: number) => void, onLength: (length: number, number: number) => void) {
    this.#onLine = onLine
    this.#onLength = onLength
  }

  write(text: string): void {
    if (text === '') return
    const ends = /\r\n?|\n/g
    let from = this.#afterCarriageReturn && text.startsWith('\n') ? 1 : 0
    ends.lastIndex = from
    for (let end = ends.exec(text); end !== null; end = ends.exec(text)) {
      this.#take(text.slice(from, end.index))
      this.#line()
      from = ends.lastIndex
    }
    this.#afterCarriageReturn = text.endsWith('\r')
    this.#take(text.slice(from))
  }

  /** The last line, where it has no end. */
  end(): void {
    if (this.#length > 0) this.#line()
  }

  /** Parts are put together once: a line of ten megabytes comes in hundreds of them. */
  #take(part: string): void {
    if (part === '') return
    this.#parts.push(part)
    this.#length += part.length
    this.#onLength(this.#length, this.#number)
  }

  #line(): void {
    const line = this.#parts.length === 1 ? (this.#parts[0] ?? '') : this.#parts.join('')
    this.#parts = []
    this.#length = 0
    this.#onLine(line, this.#number)
    this.#number += 1
  }
}

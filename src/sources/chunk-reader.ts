import { createParser } from 'eventsource-parser'
import type { EventSourceParser } from 'eventsource-parser'
import { JsonEnd } from './json-end.ts'
import { jsonText } from './json.ts'
import { RepeatedJson } from './repeated-json.ts'
import type { SourceWarning } from './warning.ts'

/** How chunks are read. */
export interface ReadChunksOptions {
  /** Takes what was no JSON, with its line number and text. */
  onWarning?: (warning: SourceWarning) => void
  /** The most characters that one line, event or document may have; 64 Mi where not given. */
  limit?: number
}

/** A line, event or document of the upstream is larger than memory should be spent on. */
export class ChunkTooLargeError extends Error {
  readonly code = 'source/too-large'
  /** The line it began at, from 1. */
  readonly line: number

  constructor(limit: number, line: number) {
    super(`The upstream sent more than ${limit} characters without an end, from line ${line} on.`)
    this.name = 'ChunkTooLargeError'
    this.line = line
  }
}

/** The lines of a document that is not over yet, and the number of the first. */
interface OpenDocument {
  lines: string[]
  from: number
  length: number
  json: JsonEnd
}

const lineFeed = 0x0a

const none: readonly unknown[] = []

/** Takes an upstream's body as text, cut anywhere, and gives the JSON values in it (see `readChunks`). */
export class ChunkReader {
  readonly #limit: number
  readonly #onWarning: ReadChunksOptions['onWarning']
  readonly #repeated = new RepeatedJson()
  #events: EventSourceParser | null = null
  /** What was read; null where nothing was. An empty list that waits grows old, and what it then takes is not freed soon. */
  #chunks: unknown[] | null = null
  /** The line that is not over yet. */
  #rest = ''
  #line = 1
  #offset = 0
  #afterCarriageReturn = false
  /** Characters of the event that is not over yet, and the line it began at. */
  #eventLength = 0
  #eventLine = 1
  #document: OpenDocument | null = null
  /** A chunk was read: from then on a line stands for itself, and a broken one can't swallow those after it. */
  #lined = false

  constructor(options: ReadChunksOptions) {
    this.#limit = options.limit ?? 64 * 1024 * 1024
    this.#onWarning = options.onWarning
  }

  /** Takes the next piece of text. Throws `ChunkTooLargeError`. */
  write(piece: string): void {
    const text = this.#withLineFeeds(piece)
    // One pass over what is new: the part of a line that came earlier is not looked at again.
    let from = 0
    for (let end = text.indexOf('\n'); end !== -1; end = text.indexOf('\n', from)) {
      if (this.#takeEvent(text, from, end)) {
        this.#line += 2
        from = end + 2
        continue
      }
      this.#take(this.#rest + text.slice(from, end))
      this.#rest = ''
      this.#line++
      from = end + 1
    }
    this.#rest += text.slice(from)
    this.#bound(this.#rest.length)
    this.#offset += piece.length
  }

  /** Nothing more comes: what is still open is read as it is. */
  end(): void {
    if (this.#rest !== '') this.#take(this.#rest)
    this.#rest = ''
    if (this.#document) this.#giveUpDocument(this.#document)
    // An event whose blank line is missing counts all the same: servers that close early forget it.
    this.#events?.feed('\n')
  }

  /** Gives the chunks that were read since the last time. */
  drain(): readonly unknown[] {
    const chunks = this.#chunks
    this.#chunks = null
    return chunks ?? none
  }

  /** The piece with every line end as LF, and without what is no text: a byte order mark, a line end's second half. */
  #withLineFeeds(piece: string): string {
    const mark = this.#offset === 0 && piece.startsWith('\uFEFF')
    const text = mark || (this.#afterCarriageReturn && piece.startsWith('\n')) ? piece.slice(1) : piece
    if (piece !== '') this.#afterCarriageReturn = piece.endsWith('\r')
    return text.includes('\r') ? text.replaceAll(/\r\n?/g, '\n') : text
  }

  /**
   * The fast path beside `#take` and the parser of events: an event that is one line `data: …` with a whole chunk, and its
   * blank line, as servers write them. It means the same there; whatever looks different is left to them.
   */
  #takeEvent(text: string, from: number, end: number): boolean {
    if (text.charCodeAt(end + 1) !== lineFeed || !text.startsWith('data: ', from)) return false
    if (this.#eventLength > 0 || this.#document !== null || this.#rest !== '') return false
    this.#bound(end - from)
    return this.#parse(text.slice(from + 'data: '.length, end))
  }

  #take(line: string): void {
    this.#bound(line.length)
    if (this.#document) {
      this.#continue(this.#document, line)
    } else if (line === '' || /^(?:data|event|id|retry)(?::|$)|^:/.test(line)) {
      if (this.#eventLength === 0) this.#eventLine = this.#line
      this.#eventLength = line === '' ? 0 : this.#eventLength + line.length
      this.#bound(this.#eventLength)
      if (line !== '') this.#lined = true
      this.#events ??= createParser({ onEvent: ({ data }) => this.#event(data) })
      this.#events.feed(`${line}\n`)
    } else if (line.trim() !== '') {
      this.#json(line)
    }
  }

  #event(data: string): void {
    if (this.#parse(data)) return
    // A server that forgets the blank lines makes one event of many; each of its lines is a chunk.
    for (const [index, line] of data.split('\n').entries()) {
      if (line.trim() !== '' && !this.#parse(line)) this.#warn(line, this.#eventLine + index)
    }
  }

  #json(line: string): void {
    if (this.#parse(line)) return
    const json = new JsonEnd()
    json.write(line)
    // A string can't go on in the next line, so a document never breaks inside one.
    const goesOn = /^\s*[[{]/.test(line) && !json.complete && !json.broken && !json.insideString
    if (this.#lined || !goesOn) this.#warn(line, this.#line)
    else this.#document = { lines: [line], from: this.#line, length: line.length, json }
  }

  #continue(document: OpenDocument, line: string): void {
    document.lines.push(line)
    document.length += line.length + 1
    if (document.length > this.#limit) throw new ChunkTooLargeError(this.#limit, document.from)
    document.json.write(line)
    if (document.json.insideString || document.json.broken) this.#giveUpDocument(document)
    else if (document.json.complete) {
      this.#document = null
      if (!this.#parse(document.lines.join('\n'))) this.#giveUpDocument(document)
      // Another printed document may follow; it was no line.
      else this.#lined = false
    }
  }

  /** It was no document: its lines stand for themselves. */
  #giveUpDocument(document: OpenDocument): void {
    this.#document = null
    this.#lined = true
    const line = this.#line
    this.#line = document.from
    for (const text of document.lines) {
      this.#take(text)
      this.#line++
    }
    this.#line = line
  }

  #parse(text: string): boolean {
    if (text.trim() === '[DONE]') {
      this.#add('[DONE]')
      return true
    }
    try {
      const value = this.#repeated.parse(text)
      if (!Array.isArray(value)) this.#add(value)
      else for (const chunk of value) this.#add(chunk)
      this.#lined = true
      return true
    } catch {
      return false
    }
  }

  #add(chunk: unknown): void {
    if (this.#chunks === null) this.#chunks = [chunk]
    else this.#chunks.push(chunk)
  }

  #warn(text: string, line: number): void {
    const message = `Line ${line} of the upstream is not JSON; it was left out: ${jsonText(text.slice(0, 80))}.`
    this.#onWarning?.({ code: 'source/not-json', message, text, offset: this.#offset })
  }

  #bound(length: number): void {
    if (length > this.#limit) throw new ChunkTooLargeError(this.#limit, this.#line)
  }
}

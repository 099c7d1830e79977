import { createParser } from 'eventsource-parser'
import type { EventSourceParser } from 'eventsource-parser'
import { JsonEnd } from './json-end.ts'
import { jsonText } from './json.ts'
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

/**
 * Reads an upstream's body into JSON values, whatever its framing: server-sent events, JSON Lines, or one document
 * printed over several lines. Each line tells by its beginning which one it belongs to. A list gives its elements one
 * by one; `[DONE]` is passed on as that string.
 *
 * Takes text or UTF-8 bytes, cut anywhere. Throws `ChunkTooLargeError`, and what `input` throws.
 */
export async function* readChunks(
  input: AsyncIterable<string | Uint8Array>,
  options: ReadChunksOptions = {},
): AsyncGenerator<unknown> {
  const reader = new ChunkReader(options)
  const decoder = new TextDecoder()
  try {
    for await (const piece of input) {
      // Text after bytes ends a character that the bytes left open.
      reader.write(typeof piece === 'string' ? decoder.decode() + piece : decoder.decode(piece, { stream: true }))
      yield* reader.drain()
    }
    reader.write(decoder.decode())
    reader.end()
  } finally {
    // Also what was whole before something broke.
    yield* reader.drain()
  }
}

/** The lines of a document that is not over yet, and the number of the first. */
interface OpenDocument {
  lines: string[]
  from: number
  length: number
  json: JsonEnd
}

class ChunkReader {
  readonly #limit: number
  readonly #onWarning: ReadChunksOptions['onWarning']
  readonly #events: EventSourceParser
  #chunks: unknown[] = []
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
    this.#events = createParser({ onEvent: ({ data }) => this.#event(data) })
  }

  write(text: string): void {
    const skipped = this.#skip(text)
    // One pass over what is new: the part of a line that came earlier is not looked at again.
    const ends = /\r\n?|\n/g
    let from = skipped
    ends.lastIndex = from
    for (let end = ends.exec(text); end; end = ends.exec(text)) {
      this.#take(this.#rest + text.slice(from, end.index))
      this.#rest = ''
      this.#line++
      from = ends.lastIndex
    }
    if (text !== '') this.#afterCarriageReturn = text.endsWith('\r')
    this.#rest += text.slice(from)
    this.#bound(this.#rest.length)
    this.#offset += text.length
  }

  end(): void {
    if (this.#rest !== '') this.#take(this.#rest)
    this.#rest = ''
    if (this.#document) this.#giveUpDocument(this.#document)
    // An event whose blank line is missing counts all the same: servers that close early forget it.
    this.#events.feed('\n')
  }

  /** Gives the chunks that were read since the last time. */
  drain(): unknown[] {
    const chunks = this.#chunks
    this.#chunks = []
    return chunks
  }

  /** How many characters at the beginning are not text: a byte order mark, the second half of a line end. */
  #skip(text: string): number {
    const mark = this.#offset === 0 && text.startsWith('\uFEFF')
    return mark || (this.#afterCarriageReturn && text.startsWith('\n')) ? 1 : 0
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
      this.#chunks.push('[DONE]')
      return true
    }
    try {
      const value: unknown = JSON.parse(text)
      const chunks: readonly unknown[] = Array.isArray(value) ? value : [value]
      for (const chunk of chunks) this.#chunks.push(chunk)
      this.#lined = true
      return true
    } catch {
      return false
    }
  }

  #warn(text: string, line: number): void {
    const message = `Line ${line} of the upstream is not JSON; it was left out: ${jsonText(text.slice(0, 80))}.`
    this.#onWarning?.({ code: 'source/not-json', message, text, offset: this.#offset })
  }

  #bound(length: number): void {
    if (length > this.#limit) throw new ChunkTooLargeError(this.#limit, this.#line)
  }
}

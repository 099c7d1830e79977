import { LineCutter } from './line-cutter.ts'
import { type EventReader, type ReadEvent, readEvent } from './read-event.ts'

/** The event that is not over yet. */
interface OpenFrame {
  line: number
  name?: string
  data: string[]
  length: number
}

/**
 * Server-sent events, by the specification's rules, but for two things that a checker needs: the line that an event
 * begins at, and an event that stands at the end without its blank line. That one counts where it is whole, as the
 * clients have it, and is said to be cut where it is not.
 */
export class SseReader implements EventReader {
  readonly #onEvent: (event: ReadEvent) => void
  readonly #onLength: (length: number, line: number) => void
  readonly #lines: LineCutter
  #frame: OpenFrame | null = null

  constructor(onEvent: (event: ReadEvent) => void, onLength: (length: number, line: number) => void) {
    this.#onEvent = onEvent
    this.#onLength = onLength
    this.#lines = new LineCutter((line, number) => this.#line(line, number), onLength)
  }

  write(text: string): void {
    this.#lines.write(text)
  }

  end(): number | null {
    this.#lines.end()
    const frame = this.#frame
    if (frame === null || (frame.name === undefined && frame.data.length === 0)) return null
    const event = this.#read(frame)
    if (frame.data.length === 0 || (event.fault !== undefined && wholeLines(frame) < 2)) return frame.line
    this.#onEvent(event)
    return null
  }

  #line(line: string, number: number): void {
    if (line === '') {
      const frame = this.#frame
      this.#frame = null
      if (frame !== null && frame.data.length > 0) this.#onEvent(this.#read(frame))
      return
    }
    const colon = line.indexOf(':')
    // A comment.
    if (colon === 0) return
    const field = colon < 0 ? line : line.slice(0, colon)
    if (field !== 'data' && field !== 'event') return
    const rest = colon < 0 ? '' : line.slice(colon + 1)
    const value = rest.startsWith(' ') ? rest.slice(1) : rest
    const frame = (this.#frame ??= { line: number, data: [], length: 0 })
    if (field === 'event') frame.name = value
    else {
      frame.data.push(value)
      frame.length += value.length
      this.#onLength(frame.length, frame.line)
    }
  }

  #read(frame: OpenFrame): ReadEvent {
    // An empty name is no name: the specification's default.
    const name = frame.name === '' ? undefined : frame.name
    return readEvent(frame.data.join('\n'), { line: frame.line, name }, faultOf(frame))
  }
}

function faultOf(frame: OpenFrame): string {
  if (frame.data.every((line) => line === '')) return 'has no data'
  if (wholeLines(frame) > 1) return 'has more than one JSON: the blank line between two events is missing'
  return 'is no JSON'
}

function wholeLines({ data }: OpenFrame): number {
  return data.length < 2 ? 0 : data.filter((line) => line !== '' && isJson(line)).length
}

function isJson(text: string): boolean {
  try {
    JSON.parse(text)
    return true
  } catch {
    return text === '[DONE]'
  }
}

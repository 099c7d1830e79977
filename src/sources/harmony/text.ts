import type { FinishReason } from '../../wire/input.ts'
import type { Source, SourceOptions } from '../source.ts'
import { markerAt, markerText, mayBecomeMarker } from './markers.ts'
import { HarmonyParser } from './parser.ts'

/** A source that can be told that the host has fed the model, and that its next turn begins. */
export interface HarmonySource<Chunk> extends Source<Chunk> {
  /**
   * Begins the next turn, inside a header again. What is still open is closed: as complete when the turn's `reason`
   * is `stop`, as cut otherwise.
   */
  nextTurn(reason?: FinishReason | null): void
}

/**
 * Reads Harmony text. Markers may be cut anywhere; only the shortest end of a chunk that could still become a marker
 * is held back. Text cannot tell a literal `<|end|>` from the token: prefer `createHarmonyTokenSource`.
 */
export function createHarmonyTextSource(options: SourceOptions): HarmonySource<string> {
  const parser = new HarmonyParser(options)
  const markers = new MarkerReader(parser)
  return {
    write(chunk) {
      if (parser.ended) parser.late(chunk)
      else markers.write(chunk)
    },
    nextTurn(reason = null) {
      if (parser.ended) return
      markers.flush()
      parser.nextTurn(reason)
    },
    finish(end = {}) {
      markers.flush()
      parser.finish(end.reason ?? null, end.usage, end.at)
    },
    fail(error) {
      markers.flush()
      parser.fail(error)
    },
  }
}

/** Finds the markers in text and steps the parser. */
export class MarkerReader {
  readonly #parser: HarmonyParser
  #held = ''

  constructor(parser: HarmonyParser) {
    this.#parser = parser
  }

  /** Takes text cut anywhere. */
  write(chunk: string): void {
    const parser = this.#parser
    const text = this.#held === '' ? chunk : this.#held + chunk
    this.#held = ''
    let done = 0
    let at = text.indexOf('<')
    while (at >= 0) {
      const id = markerAt(text, at)
      if (id >= 0) {
        if (at > done) parser.text(text.slice(done, at))
        parser.control(id)
        done = at + markerText(id).length
        at = text.indexOf('<', done)
      } else if (mayBecomeMarker(text, at)) {
        this.#held = text.slice(at)
        if (at > done) parser.text(text.slice(done, at))
        return
      } else at = text.indexOf('<', at + 1)
    }
    if (done < text.length) parser.text(done === 0 ? text : text.slice(done))
  }

  /** No more text will come: what was held back is text. */
  flush(): void {
    const held = this.#held
    this.#held = ''
    this.#parser.text(held)
  }
}

import type { FinishReason, ResponseFailure } from '../../wire/input.ts'
import { readFailure } from '../chat/ending.ts'
import { isRecord, jsonText } from '../chat/json.ts'
import type { JsonRecord } from '../chat/json.ts'
import type { SourceOptions } from '../source.ts'
import { markerAt, markerText } from './markers.ts'
import { HarmonyParser } from './parser.ts'
import { MarkerReader } from './text.ts'
import type { HarmonySource } from './text.ts'
import { TokenReader } from './tokens.ts'
import type { Usage } from './usage.ts'

/** Tells a backend source what one chunk says. The chunk is as `JSON.parse` gave it: any of its fields may be wrong. */
export type ReadChunk = (chunk: JsonRecord, backend: HarmonyBackend) => void

/**
 * Makes the source of a backend that streams Harmony in chunks of its own shape: `read` takes a chunk apart, the rest
 * is the same for all of them. Error objects end in `response.fail`; so does `finish()` before any reason was given, as
 * `upstream_closed`. Never throws.
 *
 * @param name what the warnings' codes begin with
 */
export function createBackendSource(name: string, options: SourceOptions, read: ReadChunk): HarmonySource<unknown> {
  const backend = new HarmonyBackend(name, options)
  return {
    write(chunk) {
      if (chunk === '[DONE]') return
      if (!isRecord(chunk)) backend.warn('bad-chunk', 'A chunk is not an object; it was left out.', chunk)
      else if (backend.ended) backend.late(chunk)
      else {
        const error = readFailure(chunk)
        if (error === null) read(chunk, backend)
        else backend.fail(error)
      }
    },
    nextTurn: (reason = null) => backend.nextTurn(reason),
    finish: (end = {}) => backend.finish(end.reason ?? null, end.usage ?? null, end.at),
    fail: (error) => backend.fail(error),
  }
}

/** What a backend's chunks add up to: text with its ids, why it stopped, and counts. */
export class HarmonyBackend {
  readonly #name: string
  readonly #onWarning: SourceOptions['onWarning']
  readonly #parser: HarmonyParser
  readonly #markers: MarkerReader
  readonly #tokens: TokenReader
  /** Ids were seen: from then on text without ids is no place for markers. */
  #ids = false
  #reason: FinishReason | null = null
  #usage: Usage | null = null

  constructor(name: string, options: SourceOptions) {
    this.#name = name
    this.#onWarning = options.onWarning
    this.#parser = new HarmonyParser(options)
    this.#markers = new MarkerReader(this.#parser)
    this.#tokens = new TokenReader(this.#parser)
  }

  get ended(): boolean {
    return this.#parser.ended
  }

  /** Takes what the model said. Ids decide over markers where there are any. */
  say(text: string, ids: readonly number[]): void {
    if (ids.length > 0) {
      this.#ids = true
      this.#markers.flush()
      this.#tokens.several(ids, text)
    } else if (this.#ids) this.#parser.text(text)
    else this.#markers.write(text)
  }

  /** Takes why the model stopped, and the stop token or string where it is told beside the text. */
  stopped(reason: FinishReason, stop?: unknown): void {
    this.#reason = reason
    this.#markers.flush()
    if (typeof stop === 'number') this.#parser.stop(stop)
    else if (typeof stop === 'string' && stop !== '') {
      const id = markerAt(stop, 0)
      if (markerText(id) === stop) this.#parser.stop(id)
    }
  }

  /** Takes the counts. How much of the output was thinking is known here alone. */
  counted(usage: Usage): void {
    this.#usage = { ...usage, output_tokens_details: this.#tokens.usage.output_tokens_details }
  }

  nextTurn(reason: FinishReason | null): void {
    if (this.ended) return
    this.#markers.flush()
    this.#parser.nextTurn(reason ?? this.#reason)
    this.#reason = null
  }

  finish(reason: FinishReason | null, usage: Usage | null, at: number | undefined): void {
    if (this.ended) return
    this.#markers.flush()
    const why = reason ?? this.#reason
    const counts = usage ?? this.#counts
    if (why !== null) this.#parser.finish(why, counts, at)
    else {
      const message = 'The upstream closed the stream before it said why the model stopped.'
      this.#parser.fail({ code: 'upstream_closed', message }, counts)
    }
  }

  fail(error: ResponseFailure): void {
    if (this.ended) return
    this.#markers.flush()
    this.#parser.fail(error, this.#counts)
  }

  /** Reports a chunk after the end. */
  late(chunk: JsonRecord): void {
    this.#parser.late(jsonText(chunk))
  }

  /** Reports what could not be used. */
  warn(code: string, message: string, value: unknown): void {
    this.#onWarning?.({ code: `${this.#name}/${code}`, message, offset: this.#parser.offset, text: jsonText(value) })
  }

  get #counts(): Usage | null {
    return this.#usage ?? (this.#ids ? this.#tokens.usage : null)
  }
}

/** A field that should be text. */
export function textOf(value: unknown): string {
  return typeof value === 'string' ? value : ''
}

/** A field that should be a list of token ids. */
export function idsOf(value: unknown): number[] {
  return Array.isArray(value) ? value.filter((id) => Number.isInteger(id)) : []
}

/** A field that should be a count. */
export function countOf(value: unknown): number {
  return typeof value === 'number' && Number.isFinite(value) && value > 0 ? Math.floor(value) : 0
}

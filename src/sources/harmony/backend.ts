import type { FinishReason, ResponseFailure } from '../../wire/input.ts'
import { readFailure, readFinishReason } from '../ending.ts'
import { isRecord, jsonText } from '../json.ts'
import type { JsonRecord } from '../json.ts'
import { readUsage, type Usage } from '../usage.ts'
import type { SourceOptions } from '../source.ts'
import { markerAt, markerText } from './markers.ts'
import { HarmonyParser } from './parser.ts'
import { MarkerReader } from './text.ts'
import type { HarmonySource } from './text.ts'
import { TokenReader } from './tokens.ts'

/** What tells one backend from another. Chunks are as `JSON.parse` gave them: any of their fields may be wrong. */
export interface ChunkShape {
  /** Tells what a chunk says. */
  read(chunk: JsonRecord, backend: HarmonyBackend): void
  /** The text of a chunk that came after the end. */
  lateText(chunk: JsonRecord): string
}

/**
 * Makes the source of a backend that streams Harmony in chunks of its own shape: the shape takes a chunk apart, the
 * rest is the same for all of them. Error objects end in `response.fail`; so does `finish()` before any reason was given, as
 * `upstream_closed`. Never throws.
 *
 * @param name what the warnings' codes begin with
 */
export function createBackendSource(name: string, options: SourceOptions, shape: ChunkShape): HarmonySource<unknown> {
  const backend = new HarmonyBackend(name, options)
  return {
    write(chunk) {
      if (chunk === '[DONE]') return
      if (backend.ended) backend.late(isRecord(chunk) ? shape.lateText(chunk) : '')
      else if (!isRecord(chunk)) backend.warn('bad-chunk', 'A chunk is not an object; it was left out.', chunk)
      else {
        const error = readFailure(chunk)
        const usage = error === null ? null : readUsage(chunk)
        if (usage !== null) backend.counted(usage)
        if (error === null) shape.read(chunk, backend)
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
  say(text: string | undefined, ids: readonly number[]): void {
    if (ids.length > 0) {
      this.#ids = true
      this.#markers.flush()
      this.#tokens.several(ids, text)
    } else if (this.#ids) this.#parser.text(text ?? '')
    else this.#markers.write(text ?? '')
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

  /**
   * Takes a reason by its name, as `stopped` does; one that says that the generation broke is a failure.
   *
   * @param message what upstream says about a failure
   */
  finished(given: string, stop: unknown, message = ''): void {
    const reason = readFinishReason(given)
    if (reason === 'failed') {
      const code = given === 'abort' ? 'upstream_aborted' : 'upstream_error'
      this.fail({ code, message: message || `The upstream gave up the generation: finish_reason "${given}".` })
      return
    }
    if (reason === undefined) this.warn('finish-reason', 'The finish reason is unknown; it counts as stop.', given)
    this.stopped(reason ?? 'stop', stop)
  }

  /** Takes the counts. */
  counted(usage: Usage): void {
    this.#usage = usage
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

  /** Reports text after the end. */
  late(text: string): void {
    if (text !== '') this.#parser.late(text)
  }

  /** Reports what could not be used. */
  warn(code: string, message: string, value: unknown): void {
    this.#onWarning?.({ code: `${this.#name}/${code}`, message, offset: this.#parser.offset, text: jsonText(value) })
  }

  /** What upstream counted; how much of it was thinking is known here alone, unless upstream says so. */
  get #counts(): Usage | null {
    const counted = this.#tokens.usage
    const given = this.#usage
    if (given === null) return this.#ids ? counted : null
    return given.output_tokens_details.reasoning_tokens > 0
      ? given
      : { ...given, output_tokens_details: counted.output_tokens_details }
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

import type { FinishReason } from '../../wire/input.ts'
import { readFailure, readFinishReason } from '../chat/ending.ts'
import { isRecord, jsonText } from '../chat/json.ts'
import type { JsonRecord } from '../chat/json.ts'
import { readUsage } from '../chat/usage.ts'
import type { SourceOptions } from '../source.ts'
import { markerAt, markerText } from './markers.ts'
import { HarmonyParser } from './parser.ts'
import { MarkerReader } from './text.ts'
import type { HarmonySource } from './text.ts'
import { TokenReader } from './tokens.ts'
import type { Usage } from './usage.ts'

/**
 * Reads the chunks of a `/v1/completions` stream (vLLM; harmony.md, "What backends stream"), each as `JSON.parse` gave
 * it: anything may stand there. Ids are used where upstream sends them (`return_token_ids`), text otherwise. An error
 * object, or the finish reasons `abort` and `error`, end in `response.fail`; so does `finish()` before any finish
 * reason, as `upstream_closed`.
 */
export function createCompletionsSource(options: SourceOptions): HarmonySource<unknown> {
  const chunks = new CompletionsReader(options)
  return {
    write: (chunk) => chunks.write(chunk),
    nextTurn: (reason) => chunks.nextTurn(reason ?? null),
    finish: (end = {}) => chunks.finish(end.reason ?? null, end.usage ?? null, end.at),
    fail: (error) => chunks.fail(error),
  }
}

class CompletionsReader {
  readonly #onWarning: SourceOptions['onWarning']
  readonly #parser: HarmonyParser
  readonly #markers: MarkerReader
  readonly #tokens: TokenReader
  #ids = false
  #reason: FinishReason | null = null
  #usage: Usage | null = null

  constructor(options: SourceOptions) {
    this.#onWarning = options.onWarning
    this.#parser = new HarmonyParser(options)
    this.#markers = new MarkerReader(this.#parser)
    this.#tokens = new TokenReader(this.#parser)
  }

  write(chunk: unknown): void {
    if (chunk === '[DONE]') return
    const choice = firstChoice(chunk)
    if (this.#parser.ended) {
      const text = choice === null ? '' : stringOf(choice.text)
      if (text !== '') this.#parser.late(text)
    } else if (!isRecord(chunk)) this.#warn('bad-chunk', 'A chunk is not an object; it was left out.', chunk)
    else this.#read(chunk, choice)
  }

  nextTurn(reason: FinishReason | null): void {
    if (this.#parser.ended) return
    this.#markers.flush()
    this.#parser.nextTurn(reason ?? this.#reason)
    this.#reason = null
  }

  finish(reason: FinishReason | null, usage: Usage | null, at: number | undefined): void {
    if (this.#parser.ended) return
    this.#markers.flush()
    const why = reason ?? this.#reason
    const counts = usage ?? this.#counts()
    if (why !== null) this.#parser.finish(why, counts, at)
    else {
      const message = 'The upstream closed the stream before it said why the model stopped.'
      this.#parser.fail({ code: 'upstream_closed', message }, counts)
    }
  }

  fail(error: { code: string; message: string }): void {
    if (this.#parser.ended) return
    this.#markers.flush()
    this.#parser.fail(error, this.#counts())
  }

  #read(chunk: JsonRecord, choice: JsonRecord | null): void {
    const usage = readUsage(chunk)
    this.#usage = usage ?? this.#usage
    const error = readFailure(chunk)
    if (error !== null) this.fail(error)
    else if (choice !== null) this.#choice(choice)
    else if (!Array.isArray(chunk.choices) && usage === null) {
      this.#warn('no-choices', 'A chunk has neither choices nor usage nor an error; it was left out.', chunk)
    }
  }

  #choice(choice: JsonRecord): void {
    if (typeof choice.index === 'number' && choice.index !== 0) {
      this.#warn('other-choice', 'Only the first choice becomes a response; another one was left out.', choice)
      return
    }
    const text = stringOf(choice.text)
    const ids = idsOf(choice.token_ids)
    if (ids.length > 0) {
      this.#ids = true
      this.#markers.flush()
      this.#tokens.several(ids, typeof choice.text === 'string' ? text : undefined)
    } else if (this.#ids) this.#parser.text(text)
    else this.#markers.write(text)
    if (typeof choice.finish_reason === 'string') this.#finished(choice.finish_reason, choice.stop_reason)
  }

  #finished(given: string, stop: unknown): void {
    const reason = readFinishReason(given)
    if (reason === 'failed') {
      const code = given === 'abort' ? 'upstream_aborted' : 'upstream_error'
      this.fail({ code, message: `The upstream gave up the generation: finish_reason "${given}".` })
      return
    }
    if (reason === undefined) this.#warn('finish-reason', 'The finish reason is unknown; it counts as stop.', given)
    this.#reason = reason ?? 'stop'
    this.#markers.flush()
    if (typeof stop === 'number') this.#parser.stop(stop)
    else if (typeof stop === 'string') {
      const id = markerAt(stop, 0)
      if (markerText(id) === stop) this.#parser.stop(id)
    }
  }

  /** What upstream counted; how much of it was thinking is known here alone (vLLM does not say). */
  #counts(): Usage | null {
    const counted = this.#tokens.usage
    const given = this.#usage
    if (given === null) return this.#ids ? counted : null
    return given.output_tokens_details.reasoning_tokens > 0
      ? given
      : { ...given, output_tokens_details: counted.output_tokens_details }
  }

  #warn(code: string, message: string, value: unknown): void {
    this.#onWarning?.({ code: `completions/${code}`, message, offset: this.#parser.offset, text: jsonText(value) })
  }
}

function firstChoice(chunk: unknown): JsonRecord | null {
  const choice: unknown = isRecord(chunk) && Array.isArray(chunk.choices) ? chunk.choices[0] : null
  return isRecord(choice) ? choice : null
}

function stringOf(value: unknown): string {
  return typeof value === 'string' ? value : ''
}

function idsOf(value: unknown): number[] {
  return Array.isArray(value) ? value.filter((id) => typeof id === 'number') : []
}

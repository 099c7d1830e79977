import type { FinishReason, ResponseFailure } from '../../wire/input.ts'
import type { Source, SourceEnd, SourceOptions } from '../source.ts'
import { Calls } from './calls.ts'
import { readDelta } from './delta.ts'
import type { Piece } from './delta.ts'
import { readFailure, readFinishReason } from '../ending.ts'
import { isRecord, jsonText } from '../json.ts'
import type { JsonRecord } from '../json.ts'
import { Lanes } from './lanes.ts'
import type { StandIns } from './stand-in.ts'
import { Talk } from './talk.ts'
import { readUsage, type Usage } from '../usage.ts'

/** The marker that ends an event stream, as `readChunks` passes it on. */
const done = '[DONE]'

/** What a reader of Chat Completions is made with. */
export interface ChatSourceOptions extends SourceOptions {
  /** The functions that stand for something else; none where absent. */
  standIns?: StandIns
}

/**
 * Reads a streamed Chat Completion: each chunk is a parsed `chat.completion.chunk`, a whole `chat.completion`, an error
 * object, the string `[DONE]`, or whatever else the network gave. Never throws; what it can't use it reports.
 * `response.finish` is said by `finish()` only, since token counts may follow the finish reason.
 */
export function createChatSource(options: ChatSourceOptions): Source<unknown> {
  return new ChatSource(options)
}

class ChatSource implements Source<unknown> {
  readonly #options: ChatSourceOptions
  readonly #lanes: Lanes
  readonly #talk: Talk
  /** Made with the first call: most answers have none. */
  #calls: Calls | null = null
  /** Characters of model output read so far, for the warnings. */
  #offset = 0
  #usage: Usage | null = null
  #reason: FinishReason | null = null
  /** The finish reason that says that the generation broke. */
  #broke: string | null = null
  /** Nothing is missing, though nobody gave a reason: `[DONE]` was seen, or the completion came whole. */
  #whole = false
  #ended = false

  constructor(options: ChatSourceOptions) {
    this.#options = options
    this.#lanes = new Lanes(options.onInput)
    this.#talk = new Talk(this.#lanes)
  }

  write(chunk: unknown): void {
    if (this.#ended) {
      if (chunk !== done) this.#report('source/after-end', 'A chunk came after the end.', jsonText(chunk))
    } else if (chunk === done) {
      this.#whole = true
    } else if (isRecord(chunk)) {
      this.#read(chunk)
    } else {
      this.#report('chat/malformed', 'A chunk is not an object; it was left out.', jsonText(chunk))
    }
  }

  finish(end: SourceEnd = {}): void {
    if (this.#ended) return
    const usage = end.usage ?? this.#usage
    if (this.#broke !== null) {
      this.fail({ code: this.#broke, message: `The upstream stopped the generation with the reason "${this.#broke}".` })
      return
    }
    const reason = this.#reason ?? end.reason ?? (this.#whole ? 'stop' : null)
    if (reason === null) {
      const message = 'The upstream closed the stream before the response was finished.'
      this.fail({ code: 'upstream_closed', message })
      return
    }
    this.#lanes.close(reason === 'stop' ? 'stop' : 'cut')
    this.#ended = true
    const at = end.at === undefined ? {} : { at: end.at }
    this.#options.onInput({ type: 'response.finish', reason, ...(usage ? { usage } : {}), ...at })
  }

  fail(error: ResponseFailure): void {
    if (this.#ended) return
    this.#lanes.close('cut')
    this.#ended = true
    this.#options.onInput({ type: 'response.fail', error, ...(this.#usage ? { usage: this.#usage } : {}) })
  }

  #read(chunk: JsonRecord): void {
    const usage = readUsage(chunk)
    if (usage) this.#usage = usage
    let failure = readFailure(chunk)
    if (Array.isArray(chunk.choices)) {
      const choices: readonly unknown[] = chunk.choices
      for (const [position, choice] of choices.entries()) {
        // OpenRouter puts the error of a choice into the choice.
        const own = this.#choose(choice, position, chunk)
        failure ??= own
      }
    } else if (!failure && !usage) {
      this.#report('chat/malformed', 'A chunk has no list of choices; it was left out.', jsonText(chunk))
    }
    // After what the same chunk still says: OpenRouter's last delta may come with the error.
    if (failure) this.fail(failure)
  }

  #choose(choice: unknown, position: number, chunk: JsonRecord): ResponseFailure | null {
    if (!isRecord(choice)) {
      this.#report('chat/malformed', 'A choice is not an object; it was left out.', jsonText(choice))
      return null
    }
    const said = this.#readChoice(choice, chunk)
    if ((typeof choice.index === 'number' ? choice.index : position) !== 0) {
      const text = said.map(textOf).join('')
      if (text !== '') this.#report('chat/other-choice', 'Only the first choice is used; another was left out.', text)
      return null
    }
    for (const piece of said) this.#say(piece)
    this.#end(choice.finish_reason, chunk.object === 'chat.completion')
    return readFailure({ error: choice.error })
  }

  /** Deltas come as `delta`; a whole completion comes as `message`, which some last chunks repeat beside the delta. */
  #readChoice(choice: JsonRecord, chunk: JsonRecord): Piece[] {
    const message = chunk.object === 'chat.completion' ? (choice.message ?? choice.delta) : choice.delta
    const delta = message ?? choice.message
    if (isRecord(delta)) return readDelta(delta, choice.logprobs, this.#report)
    const missing = delta === null || delta === undefined
    // A chunk may carry nothing but the reason, or a choice that the filter emptied.
    if (!missing || typeof choice.text === 'string') {
      this.#report('chat/malformed', 'A choice has no delta; it was left out.', jsonText(choice))
    }
    return []
  }

  #say(piece: Piece): void {
    this.#offset += textOf(piece).length
    if (piece.kind === 'call') {
      this.#calls ??= new Calls(this.#lanes, this.#report, this.#options.standIns)
      this.#calls.take(piece.call)
    } else if (piece.kind !== 'annotation') this.#talk.say(piece.kind, piece.text, piece.logprobs)
    else if (!this.#talk.annotate(piece.annotation)) {
      this.#report('chat/annotation', 'A citation came while no text was open.', jsonText(piece.annotation))
    }
  }

  #end(given: unknown, whole: boolean): void {
    if (whole) this.#whole = true
    if (given === null || given === undefined || given === '') return
    const reason = typeof given === 'string' ? readFinishReason(given) : undefined
    if (reason === undefined) this.#report('chat/finish-reason', `The finish reason ${jsonText(given)} is unknown.`)
    if (reason === 'failed') this.#broke = String(given)
    // A cut that was once told stays one: calling a cut answer complete would be the worse mistake.
    else if (this.#reason === null || this.#reason === 'stop') this.#reason = reason ?? 'stop'
  }

  readonly #report = (code: string, message: string, text?: string): void => {
    this.#options.onWarning?.({ code, message, offset: this.#offset, ...(text === undefined ? {} : { text }) })
  }
}

function textOf(piece: Piece): string {
  if (piece.kind === 'call') return piece.call.text
  return piece.kind === 'annotation' ? '' : piece.text
}

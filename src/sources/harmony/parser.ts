import type { FinishReason, ResponseFailure, ResponseFinish, SegmentEndReason } from '../../wire/input.ts'
import type { SourceOptions } from '../source.ts'
import { Dropped } from './dropped.ts'
import type { FaultName } from './faults.ts'
import { Header } from './header.ts'
import type { HeaderOrigin } from './header.ts'
import { CHANNEL, CONSTRAIN, END_OF_TEXT, isMarker, markerText, MESSAGE, START, stopReason } from './markers.ts'
import { readHeader } from './read-header.ts'
import { readOpenHeader } from './read-open-header.ts'
import { Segments } from './segments.ts'

type State = 'expecting start' | 'header' | 'content' | 'dropping'

/**
 * The Harmony grammar, one step per control token or stretch of text. It never throws and never loses a character:
 * each stands in one delta, in the names of one segment, or in the `text` of one warning; but for the white space
 * of headers. What it says does not depend on how the text was cut.
 */
export class HarmonyParser {
  readonly #out: Segments
  // The prompt ends with `<|start|>assistant`: the model begins inside a header.
  #state: State = 'header'
  #header = new Header('prompt', 0, false)
  #dropped: Dropped | null = null
  #offset = 0
  /** Something was open at `<|endoftext|>`. */
  #cutShort = false
  #ended = false

  constructor(options: SourceOptions) {
    this.#out = new Segments(options)
  }

  /** True after `finish` and `fail`. */
  get ended(): boolean {
    return this.#ended
  }

  /** How many characters were read, markers included. */
  get offset(): number {
    return this.#offset
  }

  /** True while ordinary text is the model's thinking. */
  get reasoning(): boolean {
    return this.#state === 'content' && this.#out.thinking
  }

  /** Takes ordinary text. */
  text(text: string): void {
    if (text.length === 0) return
    if (this.#state === 'content') this.#out.text(text)
    else if (this.#dropped !== null) this.#dropped.text += text
    else {
      if (this.#state === 'expecting start') this.#open('implicit')
      const taken = this.#header.text(text)
      if (taken >= 0) this.#endHeader(text.slice(taken), 'stay open')
    }
    this.#offset += text.length
  }

  /** Takes a control token. */
  control(id: number): void {
    if (this.#dropped !== null) this.#dropped.control(id)
    else if (id === END_OF_TEXT) this.#endOfText()
    else this.#step(id)
    this.#offset += markerText(id).length
  }

  /** Takes a stop token that upstream reports beside the text: it counts only if a message is still open. */
  stop(id: number): void {
    const open = this.#state === 'content' || (this.#state === 'header' && !this.#header.blank)
    if (open && isMarker(id)) this.control(id)
  }

  /** The next turn begins, inside a header again; `stop` closes what is open as complete, anything else as cut. */
  nextTurn(reason: FinishReason | null): void {
    this.#close(reason)
    this.#dropped = null
    this.#cutShort = false
    this.#out.afterCall = false
    this.#open('prompt')
  }

  /** Closes what is open and says the end. */
  finish(reason: FinishReason | null, usage: ResponseFinish['usage'], at: number | undefined): void {
    if (this.#ended) return
    const input: ResponseFinish = { type: 'response.finish', reason: this.#close(reason) }
    this.#ended = true
    if (usage !== undefined && usage !== null) input.usage = usage
    if (at !== undefined) input.at = at
    this.#out.last(input)
  }

  /** Closes what is open as cut and says the failure. */
  fail(error: ResponseFailure, usage?: ResponseFinish['usage']): void {
    if (this.#ended) return
    this.#close(null)
    this.#ended = true
    this.#out.last({ type: 'response.fail', error, ...(usage === undefined || usage === null ? {} : { usage }) })
  }

  /** Reports a write after the end. */
  late(text: string): void {
    this.#out.late(text, this.#offset)
    this.#offset += text.length
  }

  /** Reports a recovery of a front end's. */
  warn(name: FaultName, text = ''): void {
    this.#out.warn(name, this.#offset, text)
  }

  #step(id: number): void {
    if (this.#state === 'content') this.#contentControl(id)
    else if (this.#state === 'header') this.#headerControl(id)
    else if (this.#dropped !== null) this.#dropped.control(id)
    else if (id === START) this.#open('start')
    else if (id === CHANNEL || id === CONSTRAIN || id === MESSAGE) {
      this.#open('implicit')
      this.#headerControl(id)
    } else this.warn('repeated-stop')
  }

  #contentControl(id: number): void {
    if (id === MESSAGE || id === CONSTRAIN) this.warn('stray-marker')
    else if (id === START || id === CHANNEL) {
      this.warn('marker-in-content')
      this.#end('end')
      this.#open(id === START ? 'start' : 'content')
      if (id === CHANNEL) this.#header.mark(id)
    } else this.#end(stopReason(id))
  }

  #headerControl(id: number): void {
    if (id === MESSAGE) this.#completeHeader()
    else if (id === START) this.#restart()
    else if (id === CHANNEL || id === CONSTRAIN) {
      if (this.#header.mark(id)) return
      this.#endHeader('', 'stay open')
      this.#step(id)
    } else {
      this.#endHeader('', stopReason(id))
      if (this.#dropped !== null) this.#dropped.control(id)
    }
  }

  /** A second `<|start|>` after nothing but a role is ignored; after more, the message had no `<|message|>`. */
  #restart(): void {
    const { origin, blank, roleOnly, offset, lead } = this.#header
    this.#state = 'expecting start'
    if (!roleOnly) this.#endHeader('', 'end')
    else if (origin === 'implicit' && blank) this.#out.warn('text-between-messages', offset, lead)
    else if (origin !== 'prompt' || !blank) this.warn('repeated-start')
    this.#step(START)
  }

  /** `<|message|>`: the header is complete. */
  #completeHeader(): void {
    const header = this.#header
    const reading = readHeader(header)
    if (reading.role !== null && this.#out.afterCall) {
      this.#drop(new Dropped('invented-turn', header.offset, header.raw + markerText(MESSAGE)))
      return
    }
    if (reading.role !== null) this.#out.warn('foreign-role', header.offset, reading.role)
    if (header.origin === 'implicit') this.#out.warn('missing-start', header.offset)
    this.#state = 'content'
    this.#out.begin(reading, reading.text, header.offset)
  }

  /** The header ends without `<|message|>`: its names count, the rest of it and `more` are text. */
  #endHeader(more: string, then: SegmentEndReason | 'complete' | 'stay open'): void {
    const header = this.#header
    const reading = readOpenHeader(header)
    if (reading.role !== null && this.#out.afterCall && header.origin === 'start') {
      this.#drop(new Dropped('invented-turn', header.offset, header.raw + more))
      return
    }
    const text = reading.text + more
    if (then === 'cut') this.#out.warn('cut-off', header.offset)
    if (!reading.named && (then === 'stay open' ? text : text.trim()) === '') {
      this.#state = 'expecting start'
      this.#out.report(reading.faults, header.offset)
      this.#out.warn('empty-message', header.offset, text)
      return
    }
    if (header.origin === 'implicit' && (header.sections.length > 1 || reading.named)) {
      this.#out.warn('missing-start', header.offset)
    }
    this.#state = 'content'
    this.#out.begin(reading, text, header.offset)
    if (then !== 'stay open') this.#end(then)
  }

  #endOfText(): void {
    const begun = this.#state === 'content' || (this.#state === 'header' && !this.#header.blank)
    if (this.#state === 'content') {
      this.warn('cut-off')
      this.#end('cut')
    } else if (begun) this.#endHeader('', 'cut')
    if (this.#dropped !== null) return
    this.#cutShort = begun
    this.#drop(new Dropped('after-end-of-text', this.#offset))
  }

  /** Closes what is open. Gives the reason that the response then ends for. */
  #close(reason: FinishReason | null): FinishReason {
    const complete = this.#closeMessage(reason === 'stop')
    const dropped = this.#dropped
    if (dropped !== null && dropped.text !== '') this.#out.warn(dropped.fault, dropped.offset, dropped.text)
    // The model's own words ended before the invented turn: nothing that is kept reached the limit.
    if (dropped?.fault === 'invented-turn' && reason !== 'content_filter') return 'stop'
    if (this.#cutShort && reason === 'stop') return 'length'
    return reason ?? (complete && !this.#cutShort ? 'stop' : 'length')
  }

  /** False when something had to be cut, or when there was nothing at all. */
  #closeMessage(complete: boolean): boolean {
    if (this.#state === 'content') {
      if (!complete) this.warn('cut-off')
      this.#end(complete ? 'complete' : 'cut')
      return complete
    }
    if (this.#state !== 'header') return true
    const { origin, blank } = this.#header
    if (blank && origin !== 'start') {
      this.#state = 'expecting start'
      return complete || origin === 'implicit'
    }
    this.#endHeader('', complete ? 'complete' : 'cut')
    return complete
  }

  #open(origin: HeaderOrigin): void {
    this.#header = new Header(origin, this.#offset, origin === 'start' || this.#out.afterCall)
    this.#state = 'header'
  }

  #end(reason: SegmentEndReason | 'complete'): void {
    this.#state = 'expecting start'
    this.#out.end(reason)
  }

  #drop(dropped: Dropped): void {
    this.#state = 'dropping'
    this.#dropped = dropped
  }
}

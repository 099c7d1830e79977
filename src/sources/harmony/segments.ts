import type { ResponseFail, ResponseFinish, SegmentEndReason } from '../../wire/input.ts'
import { endsInHalf } from '../half.ts'
import { jsonText } from '../json.ts'
import type { SourceOptions } from '../source.ts'
import { describeFault } from './faults.ts'
import type { Fault, FaultName } from './faults.ts'
import type { HeaderReading } from './reading.ts'

/** The parser's way out: segments, and the warnings beside them. */
export class Segments {
  /** The open, or else the last, segment is the model's thinking. */
  thinking = false
  /** The open, or else the last, segment has a recipient. */
  addressed = false
  /** The last segment was a call: what follows may be its invented answer (malformation 16). */
  afterCall = false
  /** The first half of a character whose second half has not come yet. */
  #half = ''
  readonly #onInput: SourceOptions['onInput']
  readonly #onWarning: SourceOptions['onWarning']

  constructor(options: SourceOptions) {
    this.#onInput = options.onInput
    this.#onWarning = options.onWarning
  }

  /** Opens a segment, with `text` as its first delta; `offset` is the header's. */
  begin(reading: HeaderReading, text: string, offset: number): void {
    const { channel, recipient, contentType } = reading
    this.report(reading.faults, offset)
    if (this.afterCall && recipient !== null) this.warn('second-call', offset)
    this.addressed = recipient !== null
    this.thinking = channel === 'analysis' && !this.addressed
    this.#onInput({ type: 'segment.start', channel, recipient, contentType })
    if (text !== '') this.text(text)
  }

  /** More text of the open segment; never empty. */
  text(text: string): void {
    const whole = this.#half === '' ? text : this.#half + text
    this.#half = ''
    if (!endsInHalf(whole)) this.#onInput({ type: 'segment.delta', text: whole })
    else {
      this.#half = whole.slice(-1)
      if (whole.length > 1) this.#onInput({ type: 'segment.delta', text: whole.slice(0, -1) })
    }
  }

  /** Closes the open segment; `complete`: no marker says how, but nothing is missing. */
  end(reason: SegmentEndReason | 'complete'): void {
    // Nobody can complete it any more: it is kept as it came.
    if (this.#half !== '') this.#onInput({ type: 'segment.delta', text: this.#half })
    this.#half = ''
    const natural = this.addressed ? 'call' : 'return'
    this.afterCall = reason === 'call' || this.addressed
    this.#onInput({ type: 'segment.end', reason: reason === 'complete' ? natural : reason })
  }

  /** The last input. */
  last(input: ResponseFinish | ResponseFail): void {
    this.#onInput(input)
  }

  /** Reports what was wrong with a header. */
  report(faults: readonly Fault[], offset: number): void {
    for (const { name, text, about } of faults) this.warn(name, offset, text, about)
  }

  /** Reports a recovery. */
  warn(name: FaultName, offset: number, text = '', about = ''): void {
    if (this.#onWarning === undefined) return
    const { row, message } = describeFault(name)
    this.#onWarning({
      code: `harmony/${name}`,
      message: about === '' ? message : `${message} Its name: ${jsonText(about)}.`,
      offset,
      ...(text === '' ? {} : { text }),
      ...(row === 0 ? {} : { malformation: row }),
    })
  }

  /** Reports a write after the end. */
  late(text: string, offset: number): void {
    const message = 'The upstream goes on after its end; the rest is dropped.'
    this.#onWarning?.({ code: 'source/after-end', message, text, offset })
  }
}

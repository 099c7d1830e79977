import type { ResponseFail, ResponseFinish, SegmentEndReason } from '../../wire/input.ts'
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
    this.#onInput({ type: 'segment.delta', text })
  }

  /** Closes the open segment; `complete`: no marker says how, but nothing is missing. */
  end(reason: SegmentEndReason | 'complete'): void {
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
    for (const { name, text } of faults) this.warn(name, offset, text)
  }

  /** Reports a recovery. */
  warn(name: FaultName, offset: number, text = ''): void {
    if (this.#onWarning === undefined) return
    const { row, message } = describeFault(name)
    this.#onWarning({
      code: `harmony/${name}`,
      message,
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

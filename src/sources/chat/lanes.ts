import type { SegmentDelta, SegmentEndReason, SourceInput } from '../../wire/input.ts'
import { endsInHalf } from '../half.ts'

/** One segment: waiting for its turn, open, or closed. */
export interface Lane {
  /** A message, a thought or a call: they end by different markers. */
  readonly kind: 'message' | 'reasoning' | 'call'
  state: 'waiting' | 'open' | 'closed'
  /** What was said while another segment was open. */
  waiting: SourceInput[]
  /** What ends in the first half of a character, and waits for the second. */
  half: SegmentDelta | null
  /** The segment that began after this one. */
  next: Lane | null
  /** Whether it may be closed because another one waits. */
  complete(): boolean
  /** Says what the lane still holds back; called once, right before its end. */
  settle(reason: SegmentEndReason): void
}

/**
 * Segments in the order in which they began, of which one is open and the others wait: the wire has one item open at a
 * time, Chat Completions does not. The open one gives way when it is complete and another waits (`design.md`, "Hosted
 * calls").
 */
export class Lanes {
  readonly #emit: (input: SourceInput) => void
  #open: Lane | null = null
  #last: Lane | null = null

  /** `emit` takes each input in order. */
  constructor(emit: (input: SourceInput) => void) {
    this.#emit = emit
  }

  /** The segment that began last, closed or not; null before the first. */
  get last(): Lane | null {
    return this.#last
  }

  /** A segment begins: at once where it can, else when those before it are over. */
  add(lane: Lane): void {
    if (this.#last) this.#last.next = lane
    this.#last = lane
    if (this.#open) this.advance()
    else this.#start(lane)
  }

  /** Says something in a segment that is not closed. */
  say(lane: Lane, input: SourceInput): void {
    if (input.type === 'segment.delta') {
      if (lane.half !== null || endsInHalf(input.text)) this.#sayWhole(lane, input)
      else this.#tell(lane, input)
      return
    }
    // A citation changes nothing about the text around it; a part that begins ends the one before.
    if (input.type === 'part.start') this.#flush(lane)
    this.#tell(lane, input)
  }

  /** Says text up to the last whole character. */
  #sayWhole(lane: Lane, input: SegmentDelta): void {
    const half = lane.half
    const delta = half === null ? input : joined(half, input)
    lane.half = null
    if (!endsInHalf(delta.text)) this.#tell(lane, delta)
    else if (delta.text.length === 1) lane.half = delta
    else {
      lane.half = { type: 'segment.delta', text: delta.text.slice(-1) }
      this.#tell(lane, { ...delta, text: delta.text.slice(0, -1) })
    }
  }

  /** Nobody can complete the character any more: its half is kept as it came. */
  #flush(lane: Lane): void {
    if (lane.half !== null) this.#tell(lane, lane.half)
    lane.half = null
  }

  #tell(lane: Lane, input: SourceInput): void {
    if (lane.state === 'open') this.#emit(input)
    else lane.waiting.push(input)
  }

  /** Moves on to the waiting segments as far as the ones before them are complete. */
  advance(): void {
    while (this.#open?.next && this.#open.complete()) this.#end(this.#open, marker(this.#open))
  }

  /**
   * The upstream is done: every segment is said and closed, complete or not. After a cut only the last one is `cut`:
   * a model writes one thing at a time, and an incomplete item is the last one (`protocol.md`, "How a stream ends
   * early").
   */
  close(how: 'stop' | 'cut'): void {
    while (this.#open) {
      const lane: Lane = this.#open
      if (lane.next) this.#end(lane, marker(lane))
      else if (how === 'cut') this.#end(lane, 'cut')
      else this.#end(lane, lane.kind === 'message' ? 'return' : marker(lane))
    }
  }

  #start(lane: Lane): void {
    this.#open = lane
    lane.state = 'open'
    const waiting = lane.waiting
    lane.waiting = []
    for (const input of waiting) this.#emit(input)
  }

  #end(lane: Lane, reason: SegmentEndReason): void {
    lane.settle(reason)
    this.#flush(lane)
    this.#emit({ type: 'segment.end', reason })
    lane.state = 'closed'
    this.#open = null
    if (lane.next) this.#start(lane.next)
  }
}

function joined(half: SegmentDelta, next: SegmentDelta): SegmentDelta {
  const logprobs = [...(half.logprobs ?? []), ...(next.logprobs ?? [])]
  const text = half.text + next.text
  return logprobs.length > 0 ? { type: 'segment.delta', text, logprobs } : { type: 'segment.delta', text }
}

function marker(lane: Lane): SegmentEndReason {
  return lane.kind === 'call' ? 'call' : 'end'
}

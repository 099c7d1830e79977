import type { SegmentEndReason, SourceInput } from '../../wire/input.ts'

/** One segment: waiting for its turn, open, or closed. */
export interface Lane {
  /** A message, a thought or a call: they end by different markers. */
  readonly kind: 'message' | 'reasoning' | 'call'
  state: 'waiting' | 'open' | 'closed'
  /** What was said while another segment was open. */
  waiting: SourceInput[]
  /** The segment that began after this one. */
  next: Lane | null
  /** Whether it may be closed because another one waits. */
  complete(): boolean
  /** Says what the lane still holds back; called once, right before its end. */
  settle(): void
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
    lane.settle()
    this.#emit({ type: 'segment.end', reason })
    lane.state = 'closed'
    this.#open = null
    if (lane.next) this.#start(lane.next)
  }
}

function marker(lane: Lane): SegmentEndReason {
  return lane.kind === 'call' ? 'call' : 'end'
}

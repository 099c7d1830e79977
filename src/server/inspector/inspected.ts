import type { ObservedResponse } from '../observer.ts'
import type { EndStatus } from '../store/record.ts'
import type { FramesMessage, ResponseSummary } from './messages.ts'

/** Who looks at a response's events. */
export interface Viewer {
  take: (message: FramesMessage) => void
  /** Nothing more is said. */
  end: () => void
}

const nobody: readonly Viewer[] = []

/** One response, and what it said while somebody looked. */
export class Inspected {
  readonly owner: string
  /** How much of what was said is kept. */
  length = 0
  #summary: ResponseSummary
  readonly #since: number
  /** A list, since a response that nobody looks at keeps one too. */
  #viewers: readonly Viewer[] = nobody
  #pieces: FramesMessage[] = []
  /** The first event that is kept; those before it nobody looked at. */
  #from = 0

  constructor({ responseId, owner, model, stream, background, stored, since }: ObservedResponse) {
    this.owner = owner
    this.#since = since
    this.#summary = {
      id: responseId,
      model,
      status: background ? 'queued' : 'in_progress',
      started_at: Math.round(performance.timeOrigin + since),
      events: 0,
      stream,
      background,
      stored,
      duration_ms: null,
    }
  }

  get summary(): ResponseSummary {
    return this.#summary
  }

  get isOver(): boolean {
    return this.#summary.duration_ms !== null
  }

  /** Whether what it says is kept: from when somebody looks until its end, who reloads a page may look again. */
  get isKept(): boolean {
    return this.length > 0 || this.#viewers.length > 0
  }

  /** What is kept, and the number of its first event. */
  get kept(): { from: number; pieces: readonly FramesMessage[] } {
    return this.length === 0 ? { from: this.#summary.events, pieces: [] } : { from: this.#from, pieces: this.#pieces }
  }

  /** The model has answered. */
  start(): void {
    if (this.#summary.status === 'queued') this.#summary = { ...this.#summary, status: 'in_progress' }
  }

  /** So many more events were said, and nobody wants to know them. */
  count(count: number): void {
    this.#summary.events += count
  }

  /** So many more events were said. */
  say(count: number, frames: string): void {
    if (this.length === 0) this.#from = this.#summary.events
    this.count(count)
    const message = { at: performance.now() - this.#since, frames }
    this.#pieces.push(message)
    this.length += frames.length
    for (const viewer of this.#viewers) viewer.take(message)
  }

  end(status: EndStatus, duration: number): void {
    this.#summary = { ...this.#summary, status, duration_ms: duration }
    for (const viewer of this.#viewers) viewer.end()
    this.#viewers = nobody
  }

  /** Tells a viewer what is said from now on; the function that is given back ends that. */
  view(viewer: Viewer): () => void {
    if (this.isOver) viewer.end()
    else this.#viewers = [...this.#viewers, viewer]
    return () => {
      this.#viewers = this.#viewers.filter((each) => each !== viewer)
    }
  }

  /** Lets go of what it said. */
  forget(): void {
    this.#pieces = []
    this.length = 0
  }
}

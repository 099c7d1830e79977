import type { ResponseFinish, ResponseFailure, SourceInput } from '../wire/input.ts'
import type { SourceWarning } from './warning.ts'

/** Where a source puts what it reads. Both are called synchronously, in order, from within `write` and its like. */
export interface SourceOptions {
  /** Takes each input of the response machine. */
  onInput: (input: SourceInput) => void
  /** Takes each recovery. */
  onWarning?: (warning: SourceWarning) => void
}

/** What the upstream said about the end: all of it may be missing. */
export interface SourceEnd {
  /** Why it stopped; where nobody said, the source judges from what it read last. */
  reason?: ResponseFinish['reason'] | null
  usage?: ResponseFinish['usage']
  /** Unix seconds, for `completed_at`. */
  at?: number
}

/**
 * Reads one model's output chunk by chunk and tells the response machine what it means. Model output never makes it
 * throw. Exactly one `response.finish` or `response.fail` ends what it says; whatever is written after that is
 * reported as the warning `source/after-end` and changes nothing.
 */
export interface Source<Chunk> {
  /** Takes the next chunk, cut anywhere. */
  write(chunk: Chunk): void
  /** The upstream is done. */
  finish(end?: SourceEnd): void
  /** The upstream broke. */
  fail(error: ResponseFailure): void
}

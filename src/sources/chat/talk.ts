import type { Annotation, PartKind, TokenLogprob } from '../../wire/input.ts'
import type { Lane, Lanes } from './lanes.ts'

/** What a model says that is not a call. */
export type Said = 'reasoning' | 'text' | 'refusal'

interface TalkLane extends Lane {
  /** The part that is open; null in an explicit segment before its first one. */
  part: PartKind | null
}

/**
 * Messages and thoughts. A segment goes on until something else begins; text and refusal are parts of one message.
 */
export class Talk {
  readonly #lanes: Lanes
  #current: TalkLane | null = null

  constructor(lanes: Lanes) {
    this.#lanes = lanes
  }

  /** Says some text in the open segment of its kind, or in a new one. Empty text says nothing and opens nothing. */
  say(said: Said, text: string, logprobs?: TokenLogprob[]): void {
    if (text === '') return
    const lane = this.#laneFor(said)
    const part = partOf(said)
    if (lane.part !== part) {
      this.#lanes.say(lane, { type: 'part.start', part })
      lane.part = part
    }
    this.#lanes.say(lane, logprobs ? { type: 'segment.delta', text, logprobs } : { type: 'segment.delta', text })
  }

  /** Adds a citation to the open text part. Gives false, and does nothing, where there is none. */
  annotate(annotation: Annotation['annotation']): boolean {
    const lane = this.#current
    if (lane === null || lane !== this.#lanes.last || lane.state === 'closed' || lane.part !== 'output_text')
      return false
    this.#lanes.say(lane, { type: 'annotation', annotation })
    return true
  }

  #laneFor(said: Said): TalkLane {
    const kind = said === 'reasoning' ? 'reasoning' : 'message'
    const current = this.#current
    if (current !== null && current === this.#lanes.last && current.kind === kind) return current
    const lane: TalkLane = {
      kind,
      state: 'waiting',
      waiting: [],
      half: null,
      next: null,
      complete: always,
      settle: nothing,
      part: said === 'refusal' ? null : partOf(said),
    }
    this.#current = lane
    lane.waiting.push({
      type: 'segment.start',
      channel: kind === 'reasoning' ? 'analysis' : 'final',
      recipient: null,
      contentType: null,
      // The first part of a message is implied to be text; a refusal has to be named.
      ...(said === 'refusal' ? { parts: 'explicit' as const } : {}),
    })
    this.#lanes.add(lane)
    return lane
  }
}

/** Text has no end of its own: whatever begins after it ends it. */
const always = () => true
const nothing = () => {}

function partOf(said: Said): PartKind {
  if (said === 'reasoning') return 'reasoning_text'
  return said === 'refusal' ? 'refusal' : 'output_text'
}

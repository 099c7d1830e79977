import type { Rule } from '../../check/finding.ts'
import type { WireEvent, WireResponse } from '../../wire/event.ts'
import type { ResponseFail, ResponseFinish, ResponseMachineInput } from '../../wire/input.ts'
import type { ResponseInput } from '../../wire/response.ts'
import type { LoneKind } from './alone.ts'
import type { ChatChunk } from './chat-chunk.ts'
import type { MachineName } from './machines.ts'

/** What a machine is made with before its first input. */
export type Given =
  | { machine: 'response'; input: ResponseInput }
  /** An item that no model output leads to: its machine alone. */
  | { machine: LoneKind; input: object }

/** Model output that is told to be over from outside: by the server's end of stream, or by its failure. */
export interface Output<Piece> {
  /** What to feed, one by one: an expected delta is one piece. */
  pieces: readonly Piece[]
  end: ResponseFinish | ResponseFail
}

/** A piece of Harmony as token ids, with the text that they decode to. */
export interface TokenPiece {
  token_ids: readonly number[]
  text: string
}

/** One path in every form that it can be told in; null where it can't. */
export interface VectorInputs {
  /** The machine's own inputs. */
  machine: readonly ResponseMachineInput[]
  harmony: Output<string> | null
  tokens: Output<TokenPiece> | null
  /** Chat Completions chunks, the `[DONE]` mark last where there is one. */
  chat: readonly (ChatChunk | '[DONE]')[] | null
}

/** What the terminal event says of the whole. */
export type Values = Pick<WireResponse, 'status' | 'output' | 'usage' | 'error' | 'incomplete_details'>

/** A path of a machine: what goes in, and what has to come out. */
export interface Vector {
  id: string
  given: Given
  inputs: VectorInputs
  expected: {
    events: readonly WireEvent[]
    /** Null where the path ends before the response does. */
    values: Values | null
    /** The places of those machine inputs that had no place in the protocol: they change nothing, and are warned of. */
    ignored: readonly number[]
  }
}

/** A stream with one rule broken. */
export interface NegativeVector {
  id: string
  rule: Rule
  /** The place of the first event that breaks it; the number of events where something is missing at the end. */
  index: number
  /** What was done to a correct stream. */
  what: string
  events: readonly object[]
  /** The SSE `event:` line of each event, where these matter. */
  names?: readonly string[]
}

/** All vectors of one machine. */
export interface MachineVectors {
  machine: MachineName
  positive: readonly Vector[]
  negative: readonly NegativeVector[]
}

/** What `counterpoint paths --format json` writes. `docs/vectors.schema.json` is its schema. */
export interface VectorDocument {
  version: 1
  machines: readonly MachineVectors[]
}

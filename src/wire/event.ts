import type { Responses } from 'openai/resources/responses/responses'
import type { AnyStatusItem } from './any-status-item.ts'
import type { ApplyPatchDiffEvent } from './apply-patch-diff.ts'

type StreamEvent = Responses.ResponseStreamEvent
type WithoutNumber<Event> = Event extends { sequence_number: number } ? Omit<Event, 'sequence_number'> : never

/**
 * The `error` event as clients need it: the flat fields that the SDK types, and the nested object that OpenAI really
 * sends; every client tested reports the failure only when it gets both (protocol.md, "Failure").
 */
export type ErrorEvent = Responses.ResponseErrorEvent & {
  error: { type: string; code: string | null; message: string; param: string | null }
}

/** A Response as it stands on the wire; `output_text` is added by the SDK on the client's side. */
export type WireResponse = Omit<Responses.Response, 'output_text' | 'access_programs' | 'usage' | 'output'> & {
  usage: Responses.ResponseUsage | null
  output: OutputItem[]
}

type LifecycleType =
  | 'response.created'
  | 'response.queued'
  | 'response.in_progress'
  | 'response.completed'
  | 'response.incomplete'
  | 'response.failed'

/** The events that carry the whole response. */
export interface LifecycleEvent {
  type: LifecycleType
  response: WireResponse
  sequence_number: number
}

/** The terminal event of a stream. */
export type TerminalType = 'response.completed' | 'response.incomplete' | 'response.failed'

/** The first and the last event of every item. */
export interface OutputItemEvent<Type extends 'response.output_item.added' | 'response.output_item.done'> {
  type: Type
  output_index: number
  item: OutputItem
  sequence_number: number
}

type OutputItemEvents = OutputItemEvent<'response.output_item.added'> | OutputItemEvent<'response.output_item.done'>

type NumberedItemEvent =
  | Exclude<StreamEvent, { type: LifecycleType | 'error' | OutputItemEvents['type'] }>
  | OutputItemEvents
  | ApplyPatchDiffEvent

/** An item's own event, before the response machine numbers it. */
export type ItemEvent = WithoutNumber<NumberedItemEvent>

/** What the response machine itself says, before it is numbered. */
export type ResponseEvent = Omit<LifecycleEvent, 'sequence_number'> | Omit<ErrorEvent, 'sequence_number'>

/** One numbered event of the stream, as clients receive it (in the `openai` dialect). */
export type WireEvent = NumberedItemEvent | LifecycleEvent | ErrorEvent

/** An output item in any state, also in those that the SDK's types lack. */
export type OutputItem = Responses.ResponseOutputItem | AnyStatusItem

/** The event of one name, unnumbered. */
export type ItemEventOf<Type extends ItemEvent['type']> = Extract<ItemEvent, { type: Type }>

/** An event under its number. */
export function numbered(sequence: number, event: ItemEvent | ResponseEvent): WireEvent {
  return { ...event, sequence_number: sequence }
}

import type { Responses } from 'openai/resources/responses/responses'

type StreamEvent = Responses.ResponseStreamEvent
type WithoutNumber<Event> = Event extends StreamEvent ? Omit<Event, 'sequence_number'> : never

/**
 * The `error` event as clients need it: the flat fields that the SDK types, and the nested object that OpenAI really
 * sends; every client tested reports the failure only when it gets both (protocol.md, "Failure").
 */
export type ErrorEvent = Responses.ResponseErrorEvent & {
  error: { type: string; code: string | null; message: string; param: string | null }
}

/** A Response as it stands on the wire; `output_text` is added by the SDK on the client's side. */
export type WireResponse = Omit<Responses.Response, 'output_text' | 'access_programs' | 'usage'> & {
  usage: Responses.ResponseUsage | null
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

/** An item's own event, before the response machine numbers it. */
export type ItemEvent = WithoutNumber<Exclude<StreamEvent, { type: LifecycleType | 'error' }>>

/** What the response machine itself says, before it is numbered. */
export type ResponseEvent = Omit<LifecycleEvent, 'sequence_number'> | Omit<ErrorEvent, 'sequence_number'>

/** One numbered event of the stream, as clients receive it (in the `openai` dialect). */
export type WireEvent = Exclude<StreamEvent, { type: LifecycleType | 'error' }> | LifecycleEvent | ErrorEvent

/** An output item in any state. */
export type OutputItem = Responses.ResponseOutputItem

/** The event of one name, unnumbered. */
export type ItemEventOf<Type extends ItemEvent['type']> = Extract<ItemEvent, { type: Type }>

/** An event under its number. */
export function numbered(sequence: number, event: ItemEvent | ResponseEvent): WireEvent {
  return { ...event, sequence_number: sequence }
}

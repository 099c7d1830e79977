import { type Dialect, spell } from '../wire/dialect.ts'
import type { WireEvent, WireResponse } from '../wire/event.ts'
import { frame } from '../wire/frame.ts'

/** Where a stream goes: as events, or as server-sent frames. */
export type StreamSink =
  | { onEvent: (event: WireEvent) => void }
  | {
      /** Takes each whole frame as text. */
      onFrame(frame: string): void
      /** Takes the response as its last event tells it, just before that frame. */
      onEnd?(response: WireResponse): void
      dialect?: Dialect
    }

/** A sink as a function of events. */
export function eventsTo(sink: StreamSink): (event: WireEvent) => void {
  if ('onEvent' in sink) return sink.onEvent
  const { dialect = 'openai' } = sink
  return (event) => {
    const response = endOf(event)
    if (response !== null) sink.onEnd?.(response)
    sink.onFrame(frame(spell(event, dialect)))
  }
}

/** The response of a terminal event; null where it is none. */
export function endOf(event: WireEvent): WireResponse | null {
  switch (event.type) {
    case 'response.completed':
    case 'response.incomplete':
    case 'response.failed':
      return event.response
    default:
      return null
  }
}

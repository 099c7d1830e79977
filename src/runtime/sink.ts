import { type Dialect, spell } from '../wire/dialect.ts'
import type { WireEvent } from '../wire/event.ts'
import { frame } from '../wire/frame.ts'

/** Where a stream goes: as events, or as server-sent frames. */
export type StreamSink =
  | { onEvent: (event: WireEvent) => void }
  | {
      /** Takes each whole frame as text. */
      onFrame: (frame: string) => void
      dialect?: Dialect
    }

/** A sink as a function of events. */
export function eventsTo(sink: StreamSink): (event: WireEvent) => void {
  if ('onEvent' in sink) return sink.onEvent
  const { onFrame, dialect = 'openai' } = sink
  return (event) => onFrame(frame(spell(event, dialect)))
}

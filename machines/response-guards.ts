import type { ResponseMachineEvent, ResponseState } from '../src/wire/response.ts'
import { route, type RoutedKind } from './routing.ts'

interface Answering {
  context: ResponseState
  event: ResponseMachineEvent
}

/** The response waits before it runs. */
export function isQueued({ context }: Answering): boolean {
  return context.queued
}

/** The segment's channel and recipient make it an item of this kind (harmony.md, "Routing"). */
export function isRoutedTo({ context, event }: Answering, { kind }: { kind: RoutedKind }): boolean {
  return event.type === 'segment.start' && route(context.routing, event).kind === kind
}

/** The open item had no place for an input. */
export function isWarning({ event }: Answering): boolean {
  return event.type === 'item.emitted' && event.event.type === 'warning'
}

/** The open item is done. */
export function isDone({ event }: Answering): boolean {
  return event.type === 'item.emitted' && event.event.type === 'response.output_item.done'
}

/** The open item is done before it was complete: it is the last one. */
export function isDoneShort({ event }: Answering): boolean {
  if (event.type !== 'item.emitted' || event.event.type !== 'response.output_item.done') return false
  return 'status' in event.event.item && event.event.item.status === 'incomplete'
}

/** The model did not stop on its own: at the token limit, or at a filter. */
export function isShort({ event }: Answering): boolean {
  return event.type === 'response.finish' && event.reason !== 'stop'
}

import type { WireResponse } from '../../wire/event.ts'
import type { EndStatus } from '../store/record.ts'
import { isEnded } from '../store/record.ts'

/** How a response ended. */
export interface Ended {
  status: EndStatus
  /** The final Response object. */
  response: WireResponse
  /** What made it fail; null where it did not, or where the model itself said so. */
  cause: unknown
  usage: WireResponse['usage']
}

/** The Response object of a lifecycle frame. Only this server's own frames are read, and each of them has one. */
export function responseIn(frame: string | undefined): WireResponse {
  const event: unknown = JSON.parse(frame?.slice(frame.indexOf('data: ') + 'data: '.length) ?? 'null')
  if (isLifecycle(event)) return event.response
  throw new Error('A frame that should carry the response does not.')
}

/** How a response ended. The wire has no cancelled event: the stream says incomplete, the stored response cancelled. */
export function endStatusOf(response: WireResponse, isCancelled: boolean): EndStatus {
  const status = response.status ?? 'failed'
  if (isCancelled && status === 'incomplete' && response.incomplete_details === null) return 'cancelled'
  return isEnded(status) ? status : 'failed'
}

function isLifecycle(event: unknown): event is { response: WireResponse } {
  return typeof event === 'object' && event !== null && 'response' in event && typeof event.response === 'object'
}

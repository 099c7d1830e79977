import type { StreamEvent } from '../event.ts'
import type { Reporter } from '../reporter.ts'

/** How a stream begins: at its beginning, resumed after some event, or wrongly. */
export type Beginning = 'created' | 'resumed' | 'wrong'

/** `stream/first-event`: the first event is response.created; a resumed stream's may be any. */
export function checkFirst(event: StreamEvent | null, report: Reporter): Beginning {
  if (event?.type === 'response.created') return 'created'
  if (event !== null && report.observed) {
    const resumed = Number(event['sequence_number']) > 0
    if (resumed || event.type === 'response.queued') {
      report.tolerate(event.type === 'response.queued' ? 'queued-first' : 'resumed')
      return 'resumed'
    }
  }
  report.violate('stream/first-event', 'is the first event', ['response.created'])
  report.hush()
  return 'wrong'
}

import type { Reporter } from '../reporter.ts'

/** `stream/event-name`: the SSE `event:` line says what `type` says, where there is one. */
export function checkEventName(name: string | undefined, type: string, report: Reporter): void {
  if (name !== undefined && name !== type) {
    report.violate('stream/event-name', `has the line event: ${name}`, [`event: ${type}`])
  }
}

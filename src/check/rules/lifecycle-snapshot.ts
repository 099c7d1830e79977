import { type Json, same, shown } from '../json.ts'
import type { Reporter } from '../reporter.ts'

/** `stream/lifecycle-snapshot`, before the end: nothing is there yet, and the status says so. */
export function checkSnapshot(response: Json, report: Reporter): void {
  const { status, output } = response
  if (status !== 'in_progress' && status !== 'queued') {
    violate(report, 'status', status, ['"in_progress"', '"queued"'])
  }
  if (!same(output, [])) violate(report, 'output', output, ['[]'])
  checkNull('usage', response['usage'], report)
}

/** `stream/lifecycle-snapshot`, of `response.completed`: its usage is there, and no error. */
export function checkCompletedSnapshot(response: Json, report: Reporter): void {
  const { usage } = response
  if (typeof usage !== 'object' || usage === null || Array.isArray(usage)) {
    violate(report, 'usage', usage, ['a count of tokens'])
  }
  checkNull('error', response['error'], report)
}

/** A lifecycle event that says nothing of its response. */
export function reportNoResponse(report: Reporter): void {
  report.violate('stream/lifecycle-snapshot', 'has no response', ['response'])
}

/** xAI leaves out what is null. */
function checkNull(field: string, value: unknown, report: Reporter): void {
  if (value === null) return
  if (value === undefined && report.observed) report.tolerate('null-left-out')
  else violate(report, field, value, ['null'])
}

function violate(report: Reporter, field: string, value: unknown, expected: readonly string[]): void {
  report.violate(
    'stream/lifecycle-snapshot',
    `has response.${field} ${shown(value)}`,
    expected.map((each) => `response.${field} ${each}`),
  )
}

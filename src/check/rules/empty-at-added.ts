import { shown } from '../json.ts'
import type { About, Reporter } from '../reporter.ts'

/** `part/empty-at-added`: what will be streamed is empty before. */
export function checkEmpty(field: string, value: unknown, report: Reporter, about: About): void {
  if (value === '' || value === undefined || value === null) return
  if (Array.isArray(value) && value.length === 0) return
  report.violate(
    'part/empty-at-added',
    `has ${field} ${shown(value)} before it was streamed`,
    [`${field} empty`],
    about,
  )
}

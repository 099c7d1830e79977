import { type Json, shown } from '../json.ts'
import { isTool, type Kind, mayLackStatus } from '../kinds.ts'
import type { About, Reporter } from '../reporter.ts'

/** `item/status` at A: in_progress. */
export function checkStatusAtAdded(kind: Kind, { status }: Json, report: Reporter, about: About): void {
  if (status === 'in_progress' || lacks(kind, status, report, about)) return
  if (isAddedCompleted(kind, status, report)) {
    report.tolerate('tool-added-completed', about)
    return
  }
  report.violate('item/status', `has item.status ${shown(status)}`, ['item.status "in_progress"'], about)
}

/** xAI adds a tool item whole. */
export function isAddedCompleted(kind: Kind | null, status: unknown, { observed }: Reporter): boolean {
  return observed && status === 'completed' && isTool(kind)
}

/** `item/status` at D: completed, incomplete or failed. */
export function checkStatusAtDone(kind: Kind | null, { status }: Json, report: Reporter, about: About): void {
  if (isFinal(status) || lacks(kind, status, report, about)) return
  if (report.observed && kind === 'function_call' && status === 'in_progress') {
    report.tolerate('call-done-in-progress', about)
    return
  }
  const expected = ['completed', 'incomplete', 'failed'].map((final) => `item.status "${final}"`)
  report.violate('item/status', `has item.status ${shown(status)}`, expected, about)
}

/** `item/status` under response.completed: nothing is left unfinished. */
export function checkFinished(kind: Kind | null, { status }: Json, report: Reporter, about: About): void {
  const inProgress = status === 'in_progress' && !(report.observed && kind === 'function_call')
  if (status !== 'incomplete' && !inProgress) return
  report.violate(
    'item/status',
    `comes though item ${about.outputIndex} is ${shown(status)}`,
    ['response.incomplete'],
    about,
  )
}

/** The status that an acceptor reads at D: one that no D may have counts as completed. */
export function finalStatus({ status }: Json): string {
  return isFinal(status) ? String(status) : 'completed'
}

function isFinal(status: unknown): boolean {
  return status === 'completed' || status === 'incomplete' || status === 'failed'
}

function lacks(kind: Kind | null, status: unknown, report: Reporter, about: About): boolean {
  if (status !== undefined) return false
  if (mayLackStatus(kind)) return true
  if (!report.observed || kind !== 'reasoning') return false
  report.tolerate('reasoning-without-status', about)
  return true
}

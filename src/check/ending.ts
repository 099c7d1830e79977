import type { FollowedItem } from './followed-item.ts'
import type { Items } from './items.ts'
import { isObject, type Json, listIn, shown } from './json.ts'
import type { Reporter } from './reporter.ts'
import { checkFinalOutput, checkHeardOutput } from './rules/final-output.ts'
import { checkCompletedSnapshot } from './rules/lifecycle-snapshot.ts'

/** Whether all of a stream was heard. */
export type Heard = 'whole' | 'resumed' | 'lossy'

/**
 * What a terminal event says, against all that came before it.
 *
 * @param status what its name says
 * @param heard how much of the stream was heard: of one that was resumed, the end; of one where something is missing, nobody
 *   knows
 */
export function checkEnding(status: string, response: Json, items: Items, heard: Heard, report: Reporter): void {
  if (response['status'] !== status) {
    const expected = [`response.status "${status}"`]
    report.violate('stream/terminal', `has response.status ${shown(response['status'])}`, expected)
  }
  if (status === 'completed') checkCompletedSnapshot(response, report)
  const before = report.told
  const listed = checkClosed(response, items, report)
  // An end that came too early: the output may hold what comes yet.
  const early = report.told > before
  if (status === 'completed') for (const item of items.all) item.checkFinished(report)
  const entries = items.all.map((item) => ({
    outputIndex: item.outputIndex,
    id: item.id,
    done: item.suspect ? null : item.done,
    optional: item.done === null && !listed.has(item),
    hasId: (id: unknown) => item.hasId(id) || (item.suspect && item.done?.['id'] === id),
  }))
  if (heard === 'whole' && !early) checkFinalOutput(response['output'], entries, report)
  else checkHeardOutput(response['output'], entries, heard === 'lossy' || early, report)
}

/**
 * `item/closed`: every item is done. OpenAI's tool lists, fetched at once, may be in the output alone.
 *
 * @returns the open items that the output holds
 */
function checkClosed(response: Json, items: Items, report: Reporter): ReadonlySet<FollowedItem> {
  const output = listIn(response, 'output')
  const listed = new Set<FollowedItem>()
  for (const item of items.open) {
    const inOutput = output.some((each) => isObject(each) && item.hasId(each['id']))
    if (inOutput) listed.add(item)
    if (report.observed && item.kind === 'mcp_list_tools' && inOutput) {
      report.tolerate('list-without-done', item)
      continue
    }
    if (!item.excused) {
      report.violate('item/closed', `comes while item ${item.outputIndex} is open`, item.legal, item)
    }
    item.excused = true
  }
  return listed
}

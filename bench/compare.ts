import { readFileSync } from 'node:fs'
import { namesOf } from './rounds.ts'
import { type RatioName, type Ratios, readRatios, targets, worsening } from './ratios.ts'

/** How much worse a figure may become before it is named. */
export const tolerance = 0.15

/** A figure that became worse by more than the tolerance. */
export interface Worse {
  name: RatioName
  before: number
  after: number
  by: number
}

/** The figures that became worse from one run to another, whichever direction is worse for each. */
export function worse(before: Ratios, after: Ratios): Worse[] {
  return namesOf(targets)
    .map((name) => ({ name, before: before[name], after: after[name], by: worsening(name, before[name], after[name]) }))
    .filter(({ by }) => by > tolerance)
}

// `node bench/compare.ts BEFORE.json AFTER.json`: exit 1 where something became worse, 2 where a file can't be read.
if (import.meta.main) {
  const [before, after] = process.argv.slice(2)
  try {
    if (before === undefined || after === undefined) throw new Error('Give two files: BEFORE.json AFTER.json.')
    const found = worse(readRatios(readFileSync(before, 'utf8')), readRatios(readFileSync(after, 'utf8')))
    for (const each of found) {
      console.log(`${each.name}: ${each.before} became ${each.after}, ${Math.round(each.by * 100)} % worse`)
    }
    if (found.length === 0) console.log('Nothing became worse by more than 15 %.')
    process.exitCode = found.length === 0 ? 0 : 1
  } catch (error) {
    console.error(error instanceof Error ? error.message : String(error))
    process.exitCode = 2
  }
}

import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import type { Profile } from '../../src/check/finding.ts'
import { correct } from '../oracle/correct.ts'
import type { WireEvent } from '../oracle/letter.ts'
import { agree, differsKnowingly, judge } from './agreement.ts'
import { changed, damages } from './damages.ts'
import { responseStreams } from './made-streams.ts'
import { mutationTable, type Row } from './mutation-table.ts'

/** The hand-written streams, and some that our own machines made, of all the ways they can be set up. */
const made = responseStreams().filter(({ events }, at) => at % 31 === 0 && events.length < 60)
const streams: [string, readonly WireEvent[]][] = [
  ...Object.entries(correct),
  ...made.map(({ name, events }): [string, readonly WireEvent[]] => [name, events]),
]

/** Damages that break more than one thing: two items are named at once, or every item counts otherwise. */
const twofold = ["another item's item_id", 'an event at an index before', 'content_index from 1']

const profiles: readonly Profile[] = ['strict', 'observed']
const rows: Row[] = []

describe(`${damages.length} kinds of damage to ${streams.length} streams`, () => {
  test.for(damages)('$group: $name', (damage) => {
    const row: Row = {
      group: damage.group,
      name: damage.name,
      mutants: 0,
      wrong: 0,
      found: 0,
      one: 0,
      rules: new Set(),
    }
    const problems: string[] = []
    for (const [name, events] of streams) {
      for (const mutant of damage.mutants(events).filter((each) => changed(events, each))) {
        for (const profile of profiles) {
          const judgement = judge(mutant, profile)
          const { right, found } = judgement
          const knowing = differsKnowingly(mutant, profile)
          const same = knowing ? right.length > 0 === found.length > 0 : agree(judgement)
          const single = found.length <= 1 || twofold.includes(damage.name)
          if (!same || !single) problems.push(JSON.stringify([profile, name, right[0], found]))
          if (profile === 'observed') continue
          row.mutants += 1
          row.wrong += Number(right.length > 0)
          row.found += Number(right.length > 0 && found.length > 0)
          row.one += Number(right.length > 0 && found.length === 1)
          for (const { rule } of found.slice(0, 1)) row.rules.add(rule)
        }
      }
    }
    rows.push(row)
    expect(problems.slice(0, 5)).toEqual([])
    expect(row.mutants).toBeGreaterThan(0)
  })

  test('docs/check-mutations.md says so', () => {
    const path = join(import.meta.dirname, '../../docs/check-mutations.md')
    const table = mutationTable(rows, streams.length)
    if (process.env['UPDATE_DOCS']) writeFileSync(path, table)
    expect(existsSync(path) ? readFileSync(path, 'utf8') : '').toBe(table)
  })
})

import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { checkStream } from '../../src/check/check-stream.ts'
import { isEvent, type WireEvent } from '../oracle/letter.ts'
import { folder, recordings } from '../oracle/recorded.ts'
import { agree, differsKnowingly, judge } from './agreement.ts'
import { changed, damages } from './damages.ts'

const all = recordings()
const real = all.filter(({ faithful }) => faithful === 'real')
const edited = all.filter(({ faithful }) => faithful === 'edited')
const table = join(import.meta.dirname, 'recorded-tolerances.tsv')

/** What is tolerated in each recording that the table knows; others may be kept back. */
function known(): Map<string, string> {
  const text = existsSync(table) ? readFileSync(table, 'utf8') : ''
  return new Map(text.split('\n').flatMap((line) => [line.split('\t')].map(([file = '', list = '']) => [file, list])))
}

describe.skipIf(all.length === 0)(
  all.length === 0 ? `no recordings in ${folder} (set RECORDED_STREAMS)` : 'recordings of real servers',
  () => {
    test.for(real)('$file is clean', ({ file, events, names }) => {
      const result = checkStream(events, { names })
      expect(result.violations).toEqual([])
      expect(result.events).toBe(events.length)
      expect(result.responses).toHaveLength(1)
      const tolerated = [...new Set(result.tolerated.map(({ tolerance }) => tolerance))].toSorted().join(' ')
      if (!process.env['UPDATE_DOCS'] && known().has(file)) expect(tolerated).toBe(known().get(file))
    })

    test('the table of what is tolerated is up to date', () => {
      const rows = real.map(({ file, events, names }) => {
        const tolerated = checkStream(events, { names }).tolerated.map(({ tolerance }) => tolerance)
        return `${file}\t${[...new Set(tolerated)].toSorted().join(' ')}\n`
      })
      if (process.env['UPDATE_DOCS']) writeFileSync(table, rows.join(''))
      expect(rows.length).toBe(real.length)
    })

    test.for(edited)('$file was edited by hand, and that is found out', ({ events, names }) => {
      expect(checkStream(events, { names }).ok).toBe(false)
    })

    test('damaged, the check agrees with the oracle', () => {
      const problems: string[] = []
      let mutants = 0
      for (const { file, events } of real.filter(({ events }) => events.length <= 40)) {
        if (!events.every(isEvent)) continue
        const stream: readonly WireEvent[] = events
        for (const damage of damages) {
          for (const mutant of damage.mutants(stream).slice(0, 2)) {
            if (!changed(stream, mutant) || differsKnowingly(mutant, 'observed')) continue
            mutants += 1
            const judgement = judge(mutant, 'observed')
            const { right, found } = judgement
            if (!agree(judgement)) problems.push(`${file} ${damage.name} ${JSON.stringify([right[0], found[0]])}`)
          }
        }
      }
      expect(problems.slice(0, 5)).toEqual([])
      expect(mutants).toBeGreaterThan(1000)
    })
  },
)

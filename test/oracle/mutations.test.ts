import { describe, expect, test } from 'vitest'
import { correct } from './correct.ts'
import { renumber } from './damage.ts'
import { letterOf, type WireEvent } from './letter.ts'
import { oracle } from './values.ts'

const name = (event: WireEvent) => letterOf(event).replace(/<.*/, '')
const bare = (event: WireEvent) => JSON.stringify({ ...event, sequence_number: 0 })
const image = 'image_generation_call.partial_image'

/** What may be missing: optional events, and those whose absence is a short ending that the item's D announces. */
const mayMiss = [
  'queued',
  'error',
  image,
  'compaction.compacting',
  'mcp_call.failed',
  'web_search_call.searching',
  'code_interpreter_call.interpreting',
]

/** Every single event of every correct stream dropped, doubled, or exchanged with the next. */
describe.each(Object.entries(correct))('%s', (_, events) => {
  const passed = (change: (events: WireEvent[], at: number) => WireEvent[]) =>
    events.flatMap((event, at) => (oracle(renumber(change(events, at))).length === 0 ? [name(event)] : []))

  test('no event can be missing', () => {
    expect(passed((all, at) => all.toSpliced(at, 1)).filter((letter) => !mayMiss.includes(letter))).toEqual([])
  })

  test('no event can be there twice', () => {
    const doubled = passed((all, at) => all.toSpliced(at, 0, structuredClone(all[at]!)))
    expect(doubled.filter((letter) => letter !== image)).toEqual([])
  })

  test('no event can change places with the next', () => {
    const exchanged = events.slice(1).flatMap((second, at) => {
      const first = events[at]!
      const swapped = renumber([...events.slice(0, at), second, first, ...events.slice(at + 2)])
      const visible = bare(first) !== bare(second) && name(first) !== image
      return visible && oracle(swapped).length === 0 ? [`${name(first)} ${name(second)}`] : []
    })
    // A citation may come anywhere in its text.
    expect(exchanged.filter((pair) => pair !== 'output_text.delta output_text.annotation.added')).toEqual([])
  })

  test('no field, taken away or replaced, makes the oracle throw', () => {
    for (const [at, event] of events.entries()) {
      for (const key of Object.keys(event)) {
        for (const value of [undefined, null, 7, 'x', [], {}]) {
          const damaged = events.with(at, { ...event, [key]: value })
          for (const profile of ['strict', 'observed'] as const)
            expect(() => oracle(damaged, { profile })).not.toThrow()
        }
      }
    }
  })
})

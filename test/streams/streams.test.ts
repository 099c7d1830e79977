import { afterAll, describe, expect, test } from 'vitest'
import { actorEngine } from '../../src/runtime/actor-engine.ts'
import { runnerEngine } from '../../src/runtime/runner-engine.ts'
import { accumulate, outcome } from '../oracle/accumulator.ts'
import { oracle } from '../oracle/values.ts'
import { spell } from '../../src/wire/dialect.ts'
import { lost } from '../conservation/compare.ts'
import { unkept } from '../conservation/item-side.ts'
import { chatText, surelyContent } from '../conservation/model-side.ts'
import { outputOf } from '../fuzz/run.ts'
import { casesOf, documents, rewrite, type StreamCase } from './fixture.ts'
import { essence } from './merged.ts'
import { play, whole } from './play.ts'
import { waysOf } from './ways.ts'

const updates = process.env['UPDATE_FIXTURES'] === '1'

describe.each(documents())('%s', (document) => {
  const logs = new Map<string, string[]>()
  afterAll(() => {
    if (updates) rewrite(document, logs)
  })

  describe.each(casesOf(document))('$title', (streamCase) => {
    test('gives the log of the document', async () => {
      const { log } = await play(streamCase, whole(streamCase))
      logs.set(streamCase.title, log)
      if (!updates) expect(log).toEqual(streamCase.log)
    })

    test('gives the same log compiled and interpreted', async () => {
      const compiled = await play(streamCase, whole(streamCase), runnerEngine)
      expect(compiled).toEqual(await play(streamCase, whole(streamCase), actorEngine))
    })

    test('gives the same however it is cut', async () => {
      const played = await play(streamCase, whole(streamCase))
      for (const way of waysOf(streamCase, played, { small: 40 })) {
        expect(essence(await play(streamCase, way)), way.name).toEqual(essence(played))
      }
    })

    test('keeps every character that the model said', async () => {
      const { inputs, events, warnings } = await play(streamCase, whole(streamCase))
      expect(unkept(inputs, warnings, outputOf(events))).toEqual([])
      const texts = inputs.map((input) => (input.type === 'segment.delta' ? input.text : ''))
      const dropped = warnings.map((warning) => ('text' in warning ? (warning.text ?? '') : ''))
      expect(lost(saidIn(streamCase), [...texts, ...dropped])).toEqual([])
    })

    test('breaks no rule of the protocol', async () => {
      const { dialect = 'openai' } = streamCase.options
      const { events } = await play(streamCase, whole(streamCase))
      expect(oracle(events, { profile: 'strict' })).toEqual([])
      const spelled = events.map((event) => spell(event, dialect))
      expect(oracle(spelled, { profile: 'strict', dialect })).toEqual([])
    })

    test('is understood by the official client', async () => {
      const { events } = await play(streamCase, whole(streamCase))
      const last = events.at(-1)
      const understood = await outcome(accumulate(events))
      const failed = last?.type === 'response.failed'
      expect('error' in understood).toBe(failed)
      if ('response' in understood && last !== undefined && 'response' in last) {
        expect(understood.response.output).toMatchObject(last.response.output)
      }
    })
  })
})

/** What the model surely said, of whatever was not told by a script. */
function saidIn({ blocks }: StreamCase): string {
  const said = blocks.map((block) => {
    if (block.kind === 'inputs') return ''
    if (block.format === 'harmony') return surelyContent(block.text)
    return block.format === 'chat' ? chatText(parsedLines(block.text)) : ''
  })
  return said.join('')
}

/** The lines that are JSON, alone or as the data of an event; the others are in warnings. */
function parsedLines(text: string): unknown[] {
  return text.split('\n').flatMap((line): unknown[] => {
    try {
      return [JSON.parse(line.replace(/^data: /, ''))]
    } catch {
      return []
    }
  })
}

test('there are more than fifty cases, each under a heading of its own', () => {
  const titles = documents().flatMap((document) => casesOf(document).map(({ title }) => `${document} ${title}`))
  expect(titles.length).toBeGreaterThan(50)
  expect(new Set(titles).size).toBe(titles.length)
})

import { describe, expect, test } from 'vitest'
import type { StreamCase } from './fixture.ts'
import { casesOf, documents } from './fixture.ts'
import { essence } from './merged.ts'
import { play, whole } from './play.ts'
import { waysOf } from './ways.ts'

async function expectSameAtEverySize(streamCase: StreamCase): Promise<void> {
  const played = await play(streamCase, whole(streamCase))
  for (const way of waysOf(streamCase, played, { small: Infinity })) {
    expect(essence(await play(streamCase, way)), way.name).toEqual(essence(played))
  }
}

describe.each(documents())('%s at every chunk size', (document) => {
  test.each(casesOf(document))('$title', expectSameAtEverySize)
})

/** A turn of some thousand characters, with what is hard in each: markers that are none, long scripts, line ends. */
function longTurn(paragraphs: number): string {
  const paragraph = 'Grüße, 世界! 🎼 <|end <| |> "quoted" \\ and\r\n\n\ttabs — ümläute; 👩‍👩‍👧 ends it.\n'
  const args = JSON.stringify({ text: paragraph.repeat(paragraphs) })
  const long = paragraph.repeat(paragraphs)
  return [
    `<|channel|>analysis<|message|>${long}<|end|>`,
    `<|start|>assistant<|channel|>commentary to=functions.f <|constrain|>json<|message|>${args}<|call|>`,
    `<|start|>assistant<|channel|>final ${long}<|end|>`,
    `${long}<|start|>assistant<|channel|>final<|message|>${long}<|return|>`,
  ].join('')
}

describe('a long turn at every chunk size', () => {
  test.each([1, 8])('of %d paragraphs each', async (paragraphs) => {
    const text = longTurn(paragraphs)
    await expectSameAtEverySize({
      title: 'long',
      options: {},
      blocks: [{ kind: 'model', format: 'harmony', text }],
      log: [],
    })
  })
})

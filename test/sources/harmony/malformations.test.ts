import { readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import type { FinishReason } from '../../../src/wire/input.ts'
import { everyWay } from './read.ts'
import type { Reading } from './read.ts'

const CASE = /^## (?<says>.+)\n```harmony ?(?<end>\w*)\n(?<text>.*)\n```\n```log\n(?<log>[^]*?)\n```$/gm
const REASONS: readonly FinishReason[] = ['stop', 'length', 'content_filter']

interface Case {
  says: string
  text: string
  reason: FinishReason | null
  log: string[]
}

const cases: Case[] = Array.from(
  readFileSync(new URL('malformations.md', import.meta.url), 'utf8').matchAll(CASE),
  ({ groups = {} }) => {
    const { says = '', end, text = '', log = '' } = groups
    const reason = REASONS.find((reason) => reason === end) ?? null
    return { says, text: text.replaceAll('\\n', '\n'), reason, log: log.split('\n') }
  },
)

function whole({ log, warnings }: Reading): string[] {
  const lines = warnings.map(({ code, malformation, text }) => {
    const row = malformation === undefined ? '' : `#${malformation}`
    return `! ${code.replace('harmony/', '')}${row}${text === undefined ? '' : `: ${text.replaceAll('\n', '\\n')}`}`
  })
  return [...log, ...lines]
}

function expectEveryWay(text: string, reason: FinishReason | null, log: string[]): void {
  for (const [way, reading] of everyWay(text, { reason })) expect(whole(reading), way).toEqual(log)
}

describe('what models get wrong, however it is cut', () => {
  it('has a case for each row of the table', () => {
    const rows = new Set(cases.map(({ says }) => Number.parseInt(says, 10)))
    expect([...rows].toSorted((a, b) => a - b)).toEqual(Array.from({ length: 21 }, (_, row) => row))
  })

  it.each(cases)('$says', ({ text, reason, log }) => expectEveryWay(text, reason, log))

  it('9: an answer of white space is no header after 256 characters', () => {
    const text = `${' '.repeat(256)}!`
    const log = ['start final', JSON.stringify(text), 'end return', 'finish stop', '! missing-header#9']
    expectEveryWay(`${text}<|return|>`, null, log)
  })

  it('10: the text of a header without <|message|> begins after 256 characters', () => {
    const text = ' word'.repeat(80)
    const warnings = ['! missing-message#10', '! stray-marker']
    const log = ['start final', JSON.stringify(`${text}x`), 'end return', 'finish stop', ...warnings]
    expectEveryWay(`<|channel|>final${text}<|message|>x<|return|>`, null, log)
  })

  it('10: a header of 256 characters is a header', () => {
    const recipient = `functions.${'f'.repeat(256 - 14)}`
    const log = [`start commentary to=${recipient}`, '"{}"', 'end call', 'finish stop', '! missing-channel#8']
    expectEveryWay(` to=${recipient}<|message|>{}<|call|>`, null, log)
  })
})

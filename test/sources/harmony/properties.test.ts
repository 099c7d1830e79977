import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { createCompletionsSource, createHarmonyTextSource, createHarmonyTokenSource } from '../../../src/sources.ts'
import type { SourceWarning } from '../../../src/sources/warning.ts'
import type { SourceInput } from '../../../src/wire/input.ts'
import { readTexts, readTokens, Recorder } from './read.ts'
import { ordinary, tokenize } from './tokens.ts'

const MARKERS = ['start', 'channel', 'message', 'end', 'call', 'return', 'constrain'].map((name) => `<|${name}|>`)
const WORDS = [
  'assistant',
  'analysis',
  'commentary',
  'final',
  ' to=',
  ' to=functions.f',
  'json',
  ' ',
  '\n',
  'user',
  '<|',
  '<',
  '|>',
]
const NOISE = '#'

const piece = fc.oneof(
  { weight: 6, arbitrary: fc.constantFrom(...MARKERS) },
  { weight: 6, arbitrary: fc.constantFrom(...WORDS) },
  { weight: 3, arbitrary: fc.constantFrom(NOISE, `${NOISE}${NOISE} ${NOISE}`, `{"${NOISE}":1}`, NOISE.repeat(90)) },
  { weight: 1, arbitrary: fc.constantFrom('<|endoftext|>', '\uFFFD', '\uD83D', '\u00A0', 'é') },
)

/** Text in which each noise character is another one, so that each can be found again. */
const soup = fc.array(piece, { maxLength: 40 }).map((pieces) => {
  let next = 0xe000
  return pieces.join('').replaceAll(NOISE, () => String.fromCharCode(next++))
})
const end = fc.record({ reason: fc.constantFrom('stop' as const, 'length' as const, 'content_filter' as const, null) })

function noiseOf(text: string): string[] {
  return Array.from(text).filter((character) => character >= '\uE000' && character < '\uF000')
}

function keptNoise(inputs: readonly SourceInput[], warnings: readonly SourceWarning[]): string[] {
  const texts = inputs.map((input) => {
    if (input.type === 'segment.delta') return input.text
    return input.type === 'segment.start' ? [input.channel, input.recipient, input.contentType].join(' ') : ''
  })
  return noiseOf([...texts, ...warnings.map(({ text = '' }) => text)].join(' ')).toSorted()
}

function expectBrackets(inputs: readonly SourceInput[]): void {
  let open = false
  for (const [index, input] of inputs.entries()) {
    if (input.type === 'segment.start') expect(open).toBe(false)
    else if (input.type === 'response.finish' || input.type === 'response.fail') {
      expect(open).toBe(false)
      expect(index).toBe(inputs.length - 1)
    } else expect(open).toBe(true)
    if (input.type === 'segment.start') open = true
    if (input.type === 'segment.end') open = false
    if (input.type === 'segment.delta') expect(input.text).not.toBe('')
  }
  expect(inputs.at(-1)?.type).toMatch(/^response\.(finish|fail)$/)
}

describe('whatever a model emits', () => {
  it('opens and closes segments in turn, without an empty delta, and ends once', () => {
    fc.assert(
      fc.property(soup, end, (text, end) => expectBrackets(readTexts([text], end).inputs)),
      { numRuns: 1000 },
    )
  })

  it('keeps each character in exactly one place', () => {
    fc.assert(
      fc.property(soup, end, (text, end) => {
        const { inputs, warnings } = readTexts([text], end)
        expect(keptNoise(inputs, warnings)).toEqual(noiseOf(text))
      }),
      { numRuns: 2000 },
    )
  })

  it('says the same however the text is cut', () => {
    fc.assert(
      fc.property(soup, end, (text, end) => {
        const { log, warnings } = readTexts([text], end)
        const tokens = tokenize(text, 3)
        for (const reading of [
          readTexts(text.split(''), end),
          readTokens(tokens, 1, end),
          readTokens(tokens, 4, end),
        ]) {
          expect({ log: reading.log, warnings: reading.warnings }).toEqual({ log, warnings })
        }
      }),
      { numRuns: 1000 },
    )
  })

  it('says the same at random cuts', () => {
    fc.assert(
      fc.property(soup, fc.array(fc.nat(400), { maxLength: 30 }), (text, cuts) => {
        const places = [0, ...cuts.toSorted((a, b) => a - b), text.length]
        const chunks = places.slice(1).map((place, index) => text.slice(places[index], place))
        const { log, warnings } = readTexts([text])
        const cut = readTexts(chunks)
        expect({ log: cut.log, warnings: cut.warnings }).toEqual({ log, warnings })
      }),
      { numRuns: 1000 },
    )
  })

  it('takes markers in ordinary tokens for text', () => {
    fc.assert(
      fc.property(soup, (text) => {
        const header = tokenize('<|channel|>final<|message|>')
        const { log } = readTokens([...header, ...ordinary(text, 5), ...tokenize('<|return|>')])
        const said = text === '' ? [] : [JSON.stringify(text)]
        expect(log).toEqual(['start final', ...said, 'end return', 'finish stop'])
      }),
    )
  })

  it('survives turns, failures and writes after the end at any place', () => {
    const step = fc.oneof({ weight: 4, arbitrary: soup }, { weight: 1, arbitrary: fc.constantFrom(1, 2, 3) })
    fc.assert(
      fc.property(fc.array(step, { maxLength: 8 }), (steps) => {
        const recorder = new Recorder()
        const source = createHarmonyTextSource(recorder)
        for (const step of steps) {
          if (typeof step === 'string') source.write(step)
          else if (step === 1) source.nextTurn()
          else if (step === 2) source.fail({ code: 'server_error', message: 'x' })
          else source.finish()
        }
        source.finish()
        expectBrackets(recorder.inputs)
      }),
    )
  })

  it('survives ids and texts that do not belong together', () => {
    const id = fc.oneof(fc.constantFrom(200002, 200003, 200005, 200006, 200007, 200008, 200012, 199999), fc.nat(300000))
    const chunk = fc.record({ token_ids: fc.array(id, { maxLength: 6 }), text: soup })
    fc.assert(
      fc.property(fc.array(chunk, { maxLength: 10 }), (chunks) => {
        const recorder = new Recorder()
        const source = createHarmonyTokenSource(recorder)
        for (const chunk of chunks) source.write(chunk)
        source.finish()
        expectBrackets(recorder.inputs)
      }),
      { numRuns: 1000 },
    )
  })

  it('survives chunks of any shape', () => {
    const choice = fc.record(
      {
        text: fc.oneof(soup, fc.anything()),
        token_ids: fc.oneof(fc.array(fc.constantFrom(1, 200007, 200008)), fc.anything()),
        finish_reason: fc.oneof(fc.constantFrom('stop', 'length', 'abort', 'odd', null), fc.anything()),
        stop_reason: fc.oneof(fc.constantFrom(200012, '<|call|>'), fc.anything()),
      },
      { requiredKeys: [] },
    )
    const chunk = fc.oneof(fc.record({ choices: fc.array(choice) }), fc.anything())
    fc.assert(
      fc.property(fc.array(chunk, { maxLength: 8 }), (chunks) => {
        const recorder = new Recorder()
        const source = createCompletionsSource(recorder)
        for (const chunk of chunks) source.write(chunk)
        source.finish()
        expectBrackets(recorder.inputs)
      }),
      { numRuns: 1000 },
    )
  })
})

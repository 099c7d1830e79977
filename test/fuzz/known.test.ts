import { describe, expect, test } from 'vitest'
import { actorEngine } from '../../src/runtime/actor-engine.ts'
import type { ResponseMachineInput } from '../../src/wire/input.ts'
import { createHarmonyTextSource } from '../../src/sources/harmony/text.ts'
import type { SourceWarning } from '../../src/sources/warning.ts'
import { drive } from './run.ts'

const ends = (...inputs: ResponseMachineInput[]) => drive(actorEngine, inputs, { hostedTools: 'await' }).isDone

/** What the fuzzing has found. A `test.fails` turns red when somebody mends it: make it a `test` then. */
describe('a hosted call that waits for its tool, whose segment nobody ended', () => {
  const start = { type: 'segment.start', channel: 'commentary', recipient: 'mcp.s.t', contentType: null } as const
  const finish = { type: 'response.finish', reason: 'stop' } as const
  test('is ended by a finish', () => expect(ends(start, finish)).toBe(true))

  test('is ended by a finish and the answer of its tool', () =>
    expect(ends(start, finish, { type: 'tool.output', output: '' })).toBe(true))

  test('is ended by a finish and a cancellation', () =>
    expect(ends(start, finish, { type: 'response.cancel' })).toBe(true))

  test('is ended by a finish and a failure', () =>
    expect(ends(start, finish, { type: 'response.fail', error: { code: 'server_error', message: '' } })).toBe(true))
})

const codesOf = (text: string) => {
  const warnings: SourceWarning[] = []
  const onWarning = (warning: SourceWarning) => warnings.push(warning)
  const source = createHarmonyTextSource({ onInput: () => undefined, onWarning })
  source.write(text)
  source.finish()
  return warnings.map(({ code }) => code)
}

describe('an answer that begins with more white space than a header has room for', () => {
  test('is warned about when the header gives up at a word', () =>
    expect(codesOf(`${' '.repeat(256)}Hi<|return|>`)).toEqual(['harmony/missing-header']))

  test('is warned about when the header gives up at a blank', () =>
    expect(codesOf(`${' '.repeat(257)}Hi<|return|>`)).toEqual(['harmony/missing-header']))
})

import { describe, expect, test } from 'vitest'
import { runnerEngine } from '../../src/runtime/runner-engine.ts'
import { createChatSource } from '../../src/sources/chat/source.ts'
import { createHarmonyTextSource } from '../../src/sources/harmony/text.ts'
import type { SourceWarning } from '../../src/sources/warning.ts'
import { createDriver, type DriverWarning } from '../../src/runtime/driver.ts'
import type { ResponseInput } from '../../src/wire/response.ts'

const message = { type: 'segment.start', channel: 'final', recipient: null, contentType: null } as const
const finish = { type: 'response.finish', reason: 'stop' } as const

function driver(options: ResponseInput = {}) {
  const types: string[] = []
  const warnings: DriverWarning[] = []
  const { write, answer, cancel } = createDriver(runnerEngine, {
    ...options,
    seed: '',
    sink: { onEvent: ({ type }) => types.push(type) },
    onWarning: (warning) => warnings.push(warning),
  })
  return { write, answer, cancel, types, warnings }
}

describe('a tool result for no open item', () => {
  test('is a warning that says which result, where, and how to mend it', () => {
    const { answer, warnings, types } = driver({ hostedTools: 'await' })
    const result = { type: 'tool.output', output: '42' } as const
    answer(result)
    expect(types).toEqual(['response.created', 'response.in_progress'])
    expect(warnings).toEqual([
      { type: 'warning', code: 'input/out-of-place', message: expect.any(String), input: result },
    ])
    expect(warnings[0]?.message).toMatch(
      /^response resp_0 has no place for tool.output now; .*Answer only a hosted call/,
    )
  })

  test('changes nothing while a message is open, which is named', () => {
    const { write, answer, warnings, types } = driver()
    write(message)
    answer({ type: 'tool.error', error: { message: 'late' } })
    write({ type: 'segment.end', reason: 'end' })
    write(finish)
    expect(types.at(-1)).toBe('response.completed')
    expect(warnings).toMatchObject([{ code: 'input/out-of-place', input: { error: { message: 'late' } } }])
    expect(warnings[0]?.message).toContain('message msg_1')
  })
})

describe('input after the end', () => {
  test('is a warning that holds the input', () => {
    const { write, warnings, types } = driver()
    write(finish)
    const said = [...types]
    const late = { type: 'segment.delta', text: 'late' } as const
    write(late)
    expect(types).toEqual(said)
    expect(warnings).toEqual([{ type: 'warning', code: 'input/after-end', message: expect.any(String), input: late }])
    expect(warnings[0]?.message).toMatch(/segment\.delta came after its last event/)
  })

  test('is a warning when somebody cancels what is over', () => {
    const { write, cancel, warnings } = driver()
    write(finish)
    cancel()
    expect(warnings).toMatchObject([{ code: 'input/after-end', input: { type: 'response.cancel' } }])
  })

  test('of a source is a warning that holds the text', () => {
    const warnings: SourceWarning[] = []
    const source = createHarmonyTextSource({ onInput: () => undefined, onWarning: (warning) => warnings.push(warning) })
    source.write('<|channel|>final<|message|>Hi<|return|>')
    source.finish()
    source.write('late')
    expect(warnings).toMatchObject([{ code: 'source/after-end', text: 'late', offset: 39 }])
  })

  test('of a chat source is a warning that holds the chunk', () => {
    const warnings: SourceWarning[] = []
    const source = createChatSource({ onInput: () => undefined, onWarning: (warning) => warnings.push(warning) })
    source.finish({ reason: 'stop' })
    source.write({ choices: [{ index: 0, delta: { content: 'late' } }] })
    expect(warnings).toMatchObject([{ code: 'source/after-end' }])
    expect(warnings[0]?.text).toContain('late')
  })
})

import { describe, expect, test, vi } from 'vitest'
import { checkOptions } from '../../src/runtime/check-options.ts'
import { CounterpointError, respond } from '../../src/index.ts'
import { run } from '../../src/cli/run.ts'
import { readSnapshot } from '../../src/wire/snapshot.ts'
import { each } from './read.ts'

const output = each(['<|channel|>final<|message|>Hi<|return|>'])

describe('an option that makes no sense', () => {
  const bad: [title: string, options: unknown, code: string, says: RegExp][] = [
    [
      'a format that nobody reads',
      { from: 'xml' },
      'options/from',
      /from is "xml"; give harmony, harmony-tokens, vllm, chat/,
    ],
    ['a dialect that nobody speaks', { dialect: 'latin' }, 'options/dialect', /dialect is "latin"; give openai, vllm/],
    ['tools that are no list', { tools: { type: 'function' } }, 'options/tools', /tools is an object; give a list/],
    [
      'a warning handler that is none',
      { onWarning: true },
      'options/not-a-function',
      /onWarning is true; give a function/,
    ],
    ['a vocabulary that is none', { decode: {} }, 'options/not-a-function', /decode is an object; give a function/],
    ['no options', null, 'options/not-an-object', /options are null; give an object/],
  ]
  test.each(bad)('is named: %s', (_, options, code, says) => {
    expect(caught(() => checkOptions(output, options))).toMatchObject({ code, message: expect.stringMatching(says) })
  })

  test.each(['text', undefined, null, 7, ['a', 'b']])('is named: an output that is %j', (nothing) => {
    const error = caught(() => checkOptions(nothing, {}))
    expect(error).toMatchObject({ code: 'options/output', message: expect.stringMatching(/give an async iterable/) })
  })

  test('is thrown by respond at once, before anything is read', () => {
    const options: object = { from: 'xml' }
    expect(caught(() => respond(output, options))).toBeInstanceOf(CounterpointError)
  })
})

describe('a snapshot that is none', () => {
  test.each([null, {}, { context: {} }, 'x'])('is refused: %j', (snapshot) => {
    expect(caught(() => readSnapshot(snapshot))).toMatchObject({ code: 'snapshot/unreadable' })
  })

  test('is refused when another version wrote it', () => {
    expect(caught(() => readSnapshot({ context: { version: 0 } }))).toMatchObject({ code: 'snapshot/version' })
  })
})

describe('a command line that makes no sense', () => {
  test.each([
    [['convert', 'no-such-file.harmony']],
    [['convert', '--tools', 'no-such-file.json', 'package.json']],
    [['convert', '--from', 'xml', 'package.json']],
    [['convert', '--nonsense']],
    [['nonsense']],
  ])('exits with 2, and one line says why: %j', async (args) => {
    const complain = vi.spyOn(process.stderr, 'write').mockReturnValue(true)
    const code = await run(args)
    const said = complain.mock.calls.map(([text]) => String(text)).join('')
    complain.mockRestore()
    expect(code).toBe(2)
    expect(said).toMatch(/^counterpoint: [^\n]+\n$/)
  })
})

function caught(attempt: () => unknown): unknown {
  try {
    attempt()
  } catch (error) {
    return error
  }
  return null
}

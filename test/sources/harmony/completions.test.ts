import { describe, expect, it } from 'vitest'
import { createCompletionsSource } from '../../../src/sources/harmony/completions.ts'
import { Recorder } from './read.ts'

const HEADER = { text: '<|channel|>final<|message|>', token_ids: [200005, 17196, 200008] }
const CALL = { text: ' to=functions.f<|channel|>commentary<|message|>{}', token_ids: [1, 2, 200005, 3, 200008, 4] }

function read(...chunks: unknown[]) {
  const recorder = new Recorder()
  const source = createCompletionsSource(recorder)
  for (const chunk of chunks) source.write(chunk)
  source.finish()
  return { ...recorder.reading, last: recorder.inputs.at(-1), codes: recorder.warnings.map(({ code }) => code) }
}

function choice(fields: object): object {
  return { object: 'text_completion', choices: [{ index: 0, finish_reason: null, stop_reason: null, ...fields }] }
}

describe('the completions source', () => {
  it('reads ids and text, and the usage of the last chunk', () => {
    const { last, log } = read(
      choice(HEADER),
      choice({ text: 'Hi <|end|>', token_ids: [1, 2, 3] }),
      choice({ text: '', token_ids: [200002], finish_reason: 'stop' }),
      {
        choices: [],
        usage: {
          prompt_tokens: 9,
          completion_tokens: 7,
          total_tokens: 16,
          prompt_tokens_details: { cached_tokens: 4 },
        },
      },
      '[DONE]',
    )
    expect(log.slice(0, 3)).toEqual(['start final', '"Hi <|end|>"', 'end return'])
    expect(last).toEqual({
      type: 'response.finish',
      reason: 'stop',
      usage: {
        input_tokens: 9,
        input_tokens_details: { cached_tokens: 4, cache_write_tokens: 0 },
        output_tokens: 7,
        output_tokens_details: { reasoning_tokens: 0 },
        total_tokens: 16,
      },
    })
  })

  it('counts thinking tokens that upstream does not count', () => {
    const { log } = read(
      choice({ text: '<|channel|>analysis<|message|>', token_ids: [200005, 1, 200008] }),
      choice({ text: 'Hm hm', token_ids: [1, 2] }),
      choice({ text: '', token_ids: [200007], finish_reason: 'stop' }),
      { choices: [], usage: { prompt_tokens: 9, completion_tokens: 6 } },
    )
    expect(log.at(-1)).toBe('finish stop 6/2')
  })

  it('reads text where upstream sends no ids', () => {
    const { log } = read(
      choice({ text: '<|channel|>fin' }),
      choice({ text: 'al<|mess' }),
      choice({ text: 'age|>Hi', finish_reason: 'stop' }),
    )
    expect(log).toEqual(['start final', '"Hi"', 'end return', 'finish stop'])
  })

  it.each([200012, '<|call|>'])('takes the stop reason %s for the marker that is missing', (stop_reason) => {
    const { log } = read(choice({ ...CALL, token_ids: null, finish_reason: 'stop', stop_reason }))
    expect(log).toEqual(['start commentary to=functions.f', '"{}"', 'end call', 'finish stop'])
  })

  it('does not count a stop token twice', () => {
    const { codes } = read(
      choice({ ...CALL, token_ids: [...CALL.token_ids, 200012], finish_reason: 'stop', stop_reason: 200012 }),
    )
    expect(codes).toEqual([])
  })

  it.each(['length', 'content_filter'])('ends as cut at %s', (finish_reason) => {
    const { log } = read(choice({ text: '<|channel|>final<|message|>Hi', finish_reason }))
    expect(log).toEqual(['start final', '"Hi"', 'end cut', `finish ${finish_reason}`])
  })

  it.each([
    ['abort', 'upstream_aborted'],
    ['error', 'upstream_error'],
  ])('fails at %s', (finish_reason, code) => {
    const { log } = read(choice({ text: '<|channel|>final<|message|>Hi' }), choice({ text: '', finish_reason }))
    expect(log).toEqual(['start final', '"Hi"', 'end cut', `fail ${code}`])
  })

  it('fails when the stream ends without a finish reason', () => {
    const { log } = read(choice({ text: '<|channel|>final<|message|>Hi<|en' }))
    expect(log).toEqual(['start final', '"Hi<|en"', 'end cut', 'fail upstream_closed'])
  })

  it("fails with the upstream's error", () => {
    const { last } = read(choice(HEADER), {
      error: { message: 'out of memory', type: 'InternalServerError', code: 500 },
    })
    expect(last).toMatchObject({ error: { code: '500', message: 'out of memory', type: 'InternalServerError' } })
  })

  it.each([null, 7, 'text', [], {}, { choices: 'x' }])('leaves out the chunk %j with a warning', (chunk) => {
    const { codes, log } = read(chunk, choice({ text: 'Hi', finish_reason: 'stop' }))
    expect(codes[0]).toMatch(/^completions\/(bad-chunk|no-choices)$/)
    expect(log).toEqual(['start final', '"Hi"', 'end return', 'finish stop'])
  })

  it('takes an unknown finish reason for stop, with a warning', () => {
    const { codes, log } = read(choice({ text: '<|channel|>final<|message|>Hi', finish_reason: 'tired' }))
    expect(codes).toEqual(['completions/finish-reason'])
    expect(log.at(-1)).toBe('finish stop')
  })

  it('reads the first choice alone', () => {
    const { codes, log } = read({ choices: [{ index: 1, text: 'no' }] }, choice({ text: 'Hi', finish_reason: 'stop' }))
    expect(codes).toContain('completions/other-choice')
    expect(log[1]).toBe('"Hi"')
  })

  it('reports text after a failure', () => {
    const { codes, log } = read({ error: 'gone' }, choice({ text: 'more' }), { choices: [], usage: null })
    expect(log).toEqual(['fail server_error'])
    expect(codes).toEqual(['source/after-end'])
  })

  it('says what text without ids holds back before ids go on', () => {
    const { log } = read(choice({ text: '<|channel|>final<|message|>a<' }), choice({ text: 'b', token_ids: [5] }))
    expect(log[1]).toBe('"a<b"')
  })
})

it('a chunk of Chat Completions is told of: the upstream speaks another protocol', () => {
  const codes: string[] = []
  const source = createCompletionsSource({ onInput: () => undefined, onWarning: ({ code }) => codes.push(code) })
  source.write({ choices: [{ index: 0, delta: { content: 'Hi' }, finish_reason: null }] })
  expect(codes).toEqual(['completions/bad-chunk'])
})

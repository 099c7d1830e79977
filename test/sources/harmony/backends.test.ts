import * as fc from 'fast-check'
import { describe, expect, it, test } from 'vitest'
import { GrowingIds } from '../../../src/sources/harmony/growing.ts'
import { createLlamaCppSource } from '../../../src/sources/harmony/llamacpp.ts'
import { createOllamaSource } from '../../../src/sources/harmony/ollama.ts'
import { createSglangSource } from '../../../src/sources/harmony/sglang.ts'
import type { Source, SourceOptions } from '../../../src/sources/source.ts'
import type { SourceInput } from '../../../src/wire/input.ts'

test('ids of the same number as before are new ones where no count tells', () => {
  const ids = new GrowingIds()
  ids.take([1], 0)
  expect(ids.take([2], 0)).toEqual([2])
})

type Make = (options: SourceOptions) => Source<unknown>

/** What a source makes of chunks: the text of each segment, the end, the codes of the warnings. */
function read(make: Make, chunks: readonly unknown[]) {
  const inputs: SourceInput[] = []
  const warnings: string[] = []
  const source = make({ onInput: (input) => inputs.push(input), onWarning: ({ code }) => warnings.push(code) })
  for (const chunk of chunks) source.write(chunk)
  source.finish()
  const texts: string[] = []
  for (const input of inputs) {
    if (input.type === 'segment.start') texts.push(`${input.recipient ?? input.channel}: `)
    if (input.type === 'segment.delta') texts.push(`${texts.pop()}${input.text}`)
    if (input.type === 'segment.end' && input.reason === 'cut') texts.push(`${texts.pop()} (cut)`)
  }
  const last = inputs.at(-1)
  const end = last?.type === 'response.finish' ? last.reason : last?.type === 'response.fail' ? last.error.code : ''
  return { texts, end, warnings, usage: last && 'usage' in last ? last.usage : undefined }
}

/** `<|channel|>final<|message|>Hello, <|end|>!<|return|>`, where `<|end|>` is a user's word: ids tell. */
const tokens: readonly (readonly [id: number, text: string])[] = [
  [200005, '<|channel|>'],
  [17196, 'final'],
  [200008, '<|message|>'],
  [13225, 'Hello'],
  [11, ', '],
  [27, '<|end|>'],
  [0, '!'],
  [200002, '<|return|>'],
]
const said = { texts: ['final: Hello, <|end|>!'], end: 'stop', warnings: [] }

/** What SGLang sends for the tokens: each of text and ids whole, or in pieces. */
const sglangChunks = (whole: { text: boolean; ids: boolean }, withIds = true) =>
  tokens.map(([id, text], at) => ({
    text: whole.text
      ? tokens
          .slice(0, at + 1)
          .map(([, each]) => each)
          .join('')
      : text,
    ...(withIds ? { output_ids: whole.ids ? tokens.slice(0, at + 1).map(([each]) => each) : [id] } : {}),
    meta_info: {
      prompt_tokens: 5,
      completion_tokens: at + 1,
      cached_tokens: 2,
      finish_reason: at === tokens.length - 1 ? { type: 'stop', matched: 200002 } : null,
    },
  }))

/** Its counts while it goes on. */
const meta = (count: number) => ({ completion_tokens: count, finish_reason: null })

describe('SGLang', () => {
  it.each([
    [true, true],
    [false, false],
    [true, false],
  ])('text whole: %s, ids whole: %s', (text, ids) => {
    const result = read(createSglangSource, sglangChunks({ text, ids }))
    expect(result).toMatchObject(said)
    expect(result.usage).toMatchObject({
      input_tokens: 5,
      input_tokens_details: { cached_tokens: 2 },
      output_tokens: 8,
    })
  })

  it.each([true, false])('without ids, text whole: %s: the markers in it decide', (text) => {
    const { texts, end } = read(createSglangSource, sglangChunks({ text, ids: false }, false))
    expect([texts, end]).toEqual([['final: Hello, ', 'final: !'], 'stop'])
  })

  it('several tokens a chunk, a chunk that adds nothing', () => {
    const all = sglangChunks({ text: true, ids: true })
    expect(read(createSglangSource, [all[1], all[1], all[4], all[4], all[7], '[DONE]'])).toMatchObject(said)
  })

  it("whole text that waits for a character's last bytes", () => {
    const start = '<|message|>Hi'
    const chunks = [
      { text: start, output_ids: [200008, 1], meta_info: meta(2) },
      { text: start, output_ids: [200008, 1, 2], meta_info: meta(3) },
      {
        text: `${start} 🎻`,
        output_ids: [200008, 1, 2, 3],
        meta_info: { ...meta(4), finish_reason: { type: 'length' } },
      },
    ]
    expect(read(createSglangSource, chunks)).toMatchObject({ texts: ['final: Hi 🎻 (cut)'], end: 'length' })
  })

  it('aborts, errors, nonsense', () => {
    const abort = { text: '', meta_info: { finish_reason: { type: 'abort', message: 'out of memory' } } }
    expect(read(createSglangSource, [abort])).toMatchObject({ end: 'upstream_aborted' })
    expect(read(createSglangSource, [{ error: { message: 'no' } }])).toMatchObject({ end: 'server_error' })
    const odd = { text: 'a', meta_info: { finish_reason: 'whatever' } }
    expect(read(createSglangSource, [{}, 1, odd])).toMatchObject({
      end: 'stop',
      warnings: expect.arrayContaining(['sglang/bad-chunk', 'sglang/finish-reason']),
    })
  })
})

describe('llama.cpp', () => {
  const chunks = tokens.map(([id, content]) => ({ content, tokens: [id], stop: false }))
  const end = {
    content: '',
    tokens: [],
    stop: true,
    stop_type: 'eos',
    tokens_evaluated: 9,
    tokens_predicted: 8,
    timings: { cache_n: 3 },
  }

  it('ids, and counts in the last chunk', () => {
    const result = read(createLlamaCppSource, [...chunks, end])
    expect(result).toMatchObject(said)
    expect(result.usage).toMatchObject({
      input_tokens: 9,
      input_tokens_details: { cached_tokens: 3 },
      output_tokens: 8,
      total_tokens: 17,
    })
  })

  it('no ids: the markers in the text decide', () => {
    const text = '<|channel|>commentary to=functions.f<|message|>{}'
    expect(read(createLlamaCppSource, [{ content: text.slice(0, 5) }, { content: text.slice(5) }, end])).toMatchObject({
      texts: ['functions.f: {}'],
      end: 'stop',
    })
  })

  it.each([{ stop_type: 'limit' }, { stop_type: undefined, stopped_limit: true }])('%o is a limit', (more) => {
    const cut = { texts: ['final: Hello (cut)'], end: 'length' }
    expect(read(createLlamaCppSource, [...chunks.slice(0, 4), { ...end, ...more }])).toMatchObject(cut)
  })

  it('progress, errors, nonsense, no end', () => {
    const progress = { prompt_progress: { total: 10, processed: 5 } }
    expect(read(createLlamaCppSource, [progress, ...chunks, end])).toMatchObject(said)
    expect(read(createLlamaCppSource, [{ error: { code: 500, message: 'no' } }]).end).toBe('500')
    expect(read(createLlamaCppSource, [{ a: 1 }, null, ...chunks]).warnings).toEqual([
      'llamacpp/bad-chunk',
      'llamacpp/bad-chunk',
    ])
    expect(read(createLlamaCppSource, chunks).end).toBe('upstream_closed')
    expect(read(createLlamaCppSource, []).end).toBe('upstream_closed')
  })
})

describe('Ollama', () => {
  const end = { response: '', done: true, done_reason: 'stop', prompt_eval_count: 4, eval_count: 3 }

  it('markers as text, cut anywhere', () => {
    const text = '<|channel|>analysis<|message|>Hm<|end|><|start|>assistant<|channel|>final<|message|>Hello'
    const chunks = Array.from(text, (response) => ({ response, done: false }))
    const result = read(createOllamaSource, [...chunks, end])
    expect(result).toMatchObject({ texts: ['analysis: Hm', 'final: Hello'], end: 'stop', warnings: [] })
    expect(result.usage).toMatchObject({ input_tokens: 4, output_tokens: 3 })
  })

  it('a limit, an error, thoughts that it took out, nonsense', () => {
    const start = { response: '<|message|>Hel', done: false }
    expect(read(createOllamaSource, [start, { ...end, done_reason: 'length' }])).toMatchObject({ end: 'length' })
    expect(read(createOllamaSource, [start, { error: 'model crashed' }])).toMatchObject({ end: 'server_error' })
    expect(read(createOllamaSource, [{ response: '', thinking: 'Hm' }, start, end]).warnings).toContain(
      'ollama/thinking',
    )
    expect(read(createOllamaSource, [{}, start, { ...end, done_reason: 'odd' }])).toMatchObject({
      end: 'stop',
      warnings: expect.arrayContaining(['ollama/bad-chunk', 'ollama/finish-reason']),
    })
  })
})

it('nothing makes them throw, and there is one end', () => {
  const chunk = fc.object({
    key: fc.constantFrom(
      'text',
      'output_ids',
      'meta_info',
      'content',
      'tokens',
      'stop',
      'response',
      'done',
      'finish_reason',
      'type',
    ),
  })
  fc.assert(
    fc.property(fc.array(fc.oneof(chunk, fc.anything())), (chunks) => {
      for (const make of [createSglangSource, createLlamaCppSource, createOllamaSource]) {
        let ends = 0
        const source = make({
          onInput: ({ type }) => (ends += Number(type === 'response.finish' || type === 'response.fail')),
        })
        for (const each of chunks) source.write(each)
        source.finish()
        expect(ends).toBe(1)
      }
    }),
  )
})

import { gzipSync } from 'node:zlib'
import { describe, expect, it } from 'vitest'
import { createStreamReader, readStream, type ReadEvent } from '../../src/check/read-stream.ts'

interface Read {
  events: ReadEvent[]
  cutAt: number | null
}

/** Reads an input that comes in pieces of a size. */
function read(input: string | Uint8Array, size: number): Read {
  const reader = createStreamReader()
  const events: ReadEvent[] = []
  for (let at = 0; at < input.length; at += size) events.push(...reader.write(input.slice(at, at + size)))
  events.push(...reader.end())
  return { events, cutAt: reader.cutAt }
}

const a = '{"type":"a"}'
const b = '{"type":"b","text":"[{\\"\\\\ ü…"}'
const valueA = { type: 'a' }
const valueB = { type: 'b', text: '[{"\\ ü…' }
const plain: ReadEvent[] = [
  { value: valueA, line: 1 },
  { value: valueB, line: 3 },
]
const lined: ReadEvent[] = [
  { value: valueA, line: 1 },
  { value: valueB, line: 2 },
]
const joined = 'has more than one JSON: the blank line between two events is missing'

const inputs: [title: string, input: string, events: ReadEvent[], cutAt?: number][] = [
  ['frames', `data: ${a}\n\ndata: ${b}\n\n`, plain],
  ['frames with CRLF', `data: ${a}\r\n\r\ndata: ${b}\r\n\r\n`, plain],
  ['frames with bare CR', `data: ${a}\r\rdata: ${b}\r\r`, plain],
  ['frames after a byte order mark', `\uFEFFdata: ${a}\n\ndata: ${b}\n\n`, plain],
  ['frames without a blank after the colon', `data:${a}\n\ndata:${b}\n\n`, plain],
  ['blank lines before', `\n\r\ndata: ${a}\n\n`, [{ value: valueA, line: 3 }]],
  ['names', `event: a\ndata: ${a}\n\n`, [{ value: valueA, name: 'a', line: 1 }]],
  ['an empty name, which is none', `event:\ndata: ${a}\n\n`, [{ value: valueA, line: 1 }]],
  ['a name after the data', `data: ${a}\nevent: a\n\n`, [{ value: valueA, name: 'a', line: 1 }]],
  ['comments', `: hello\n\n:\n\ndata: ${a}\n: between\n\n`, [{ value: valueA, line: 5 }]],
  ['comments at the beginning only', `:hello\n\n`, []],
  ['ids and retries', `id: 7\nretry: 3\ndata: ${a}\n\n`, [{ value: valueA, line: 3 }]],
  ['several data lines', 'data: {\ndata: "type":\ndata: "a"}\n\n', [{ value: valueA, line: 1 }]],
  [
    'the end mark',
    `data: ${a}\n\ndata: [DONE]\n\n`,
    [
      { value: valueA, line: 1 },
      { value: '[DONE]', line: 3 },
    ],
  ],
  ['an event without its blank line at the end', `data: ${a}\n\ndata: ${b}\n`, plain],
  ['an event without its line end at the end', `data: ${a}\n\ndata: ${b}`, plain],
  ['half an event at the end', `data: ${a}\n\nevent: b\ndata: {"ty`, [{ value: valueA, line: 1 }], 3],
  ['half a name at the end', `data: ${a}\n\nevent: respo`, [{ value: valueA, line: 1 }], 3],
  ['half a field at the end, which is nothing yet', `data: ${a}\n\nda`, [{ value: valueA, line: 1 }]],
  ['a name without data', `event: a\n\ndata: ${a}\n\n`, [{ value: valueA, line: 3 }]],
  [
    'a missing blank line',
    `data: ${a}\ndata: ${a}\n\ndata: ${a}\n\n`,
    [
      { value: `${a}\n${a}`, line: 1, fault: joined },
      { value: valueA, line: 4 },
    ],
  ],
  [
    'a missing blank line at the end',
    `event: a\ndata: ${a}\nevent: b\ndata: ${a}\n`,
    [{ value: `${a}\n${a}`, name: 'b', line: 1, fault: joined }],
  ],
  [
    'data that is no JSON',
    `data: hello\n\ndata: ${a}\n\n`,
    [
      { value: 'hello', line: 1, fault: 'is no JSON' },
      { value: valueA, line: 3 },
    ],
  ],
  ['empty data', `data:\n\n`, [{ value: '', line: 1, fault: 'has no data' }]],
  ['JSON Lines', `${a}\n${b}\n`, lined],
  ['JSON Lines with CRLF', `${a}\r\n${b}\r\n`, lined],
  ['JSON Lines with bare CR', `${a}\r${b}\r`, lined],
  ['JSON Lines without an end', `${a}\n${b}`, lined],
  ['JSON Lines after a byte order mark', `\uFEFF${a}\n${b}`, lined],
  ['JSON Lines with blank ones', `\n${a}\n\n${a}\n`, [2, 4].map((line) => ({ value: valueA, line }))],
  [
    'JSON Lines and the end mark',
    `${a}\n[DONE]\n`,
    [
      { value: valueA, line: 1 },
      { value: '[DONE]', line: 2 },
    ],
  ],
  [
    'a broken line, which swallows no other',
    `${a}\n{"type":"x", "y": [\n${a}\nhello\n${a}\n`,
    [
      { value: valueA, line: 1 },
      { value: '{"type":"x", "y": [', line: 2, fault: 'is no JSON' },
      { value: valueA, line: 3 },
      { value: 'hello', line: 4, fault: 'is no JSON' },
      { value: valueA, line: 5 },
    ],
  ],
  [
    'a broken first line',
    `{"type":"x"\n${a}\n`,
    [
      { value: '{"type":"x"', line: 1, fault: 'is no JSON' },
      { value: valueA, line: 2 },
    ],
  ],
  [
    'a string that is not closed',
    `{"type":"x\n${a}\n`,
    [
      { value: '{"type":"x', line: 1, fault: 'is no JSON' },
      { value: valueA, line: 2 },
    ],
  ],
  ['half a line at the end', `${a}\n{"type":`, [{ value: valueA, line: 1 }], 2],
  ['a list', `[${a},${b}]`, [valueA, valueB].map((value) => ({ value, line: 1 }))],
  ['a list over lines', `[\n${a},\n${b}\n]\n`, [valueA, valueB].map((value, at) => ({ value, line: at + 2 }))],
  [
    'a printed list',
    JSON.stringify([valueA, { type: 'b', list: [{}, []] }], null, 2),
    [
      { value: valueA, line: 2 },
      { value: { type: 'b', list: [{}, []] }, line: 5 },
    ],
  ],
  ['a list of lists', `[[${a}],[${a}]]\n[${a}]`, [1, 1, 2].map((line) => ({ value: valueA, line }))],
  [
    'printed events one after another',
    `${JSON.stringify(valueA, null, 2)}\n`.repeat(2),
    [1, 4].map((line) => ({ value: valueA, line })),
  ],
  ['a list that is cut', `[${a},{"type":`, [{ value: valueA, line: 1 }], 1],
  ['a list of what are no events', '[1, "x", null]', [1, 'x', null].map((value) => ({ value, line: 1 }))],
]

describe.each(inputs)('%s', (_title, input, events, cutAt = undefined) => {
  it.each([1, 2, 3, 7, 1000])('is read in pieces of %i', (size) => {
    const expected = { events, cutAt: cutAt ?? null }
    expect(read(input, size)).toEqual(expected)
    expect(read(new TextEncoder().encode(input), size)).toEqual(expected)
  })
})

const bytes = (...values: number[]) => Uint8Array.from(values)

const unusable: [title: string, input: string | Uint8Array, code: string, says: RegExp][] = [
  ['prose', 'hello\nworld\n', 'input/not-a-stream', /it begins with "hello"; give server-sent events/],
  ['prose without an end', 'hello', 'input/not-a-stream', /it begins with "hello"/],
  ['a page', '<!doctype html>\n<p>', 'input/not-a-stream', /is HTML or XML/],
  ['headers', 'HTTP/1.1 200 OK\r\n\r\ndata: {}\n\n', 'input/not-a-stream', /HTTP headers; give the body alone/],
  ['a word that begins like a field', 'database: x\n', 'input/not-a-stream', /it begins with "database: x"/],
  ['bytes that are no text', bytes(0x89, 0x50, 0x4e, 0x47), 'input/binary', /is binary/],
  ['a zero byte', bytes(0x64, 0x61, 0), 'input/binary', /is binary/],
  ['UTF-16', bytes(0xff, 0xfe, 0x64, 0), 'input/binary', /is UTF-16/],
  ['gzip', new Uint8Array(gzipSync('data: {}\n\n')), 'input/compressed', /gzip.*gunzip/],
  ['zstd', bytes(0x28, 0xb5, 0x2f, 0xfd), 'input/compressed', /zstd/],
]

describe('what is no stream', () => {
  it.each(unusable)('%s is refused, with a code and a sentence', (_title, input, code, says) => {
    const refusal = expect.objectContaining({ code, message: expect.stringMatching(says) })
    expect(() => read(input, 1000)).toThrow(refusal)
    // Magic numbers come in pieces too; what they begin with may be refused for less.
    expect(() => read(input, 1)).toThrow(/^The input /)
  })

  it('nothing at all gives nothing', () => {
    expect(read('', 1)).toEqual({ events: [], cutAt: null })
    expect(read('\n\n', 1)).toEqual({ events: [], cutAt: null })
  })

  it('blanks without end are refused', () => {
    expect(() => read(' '.repeat(2_000_000), 65_536)).toThrow(/blank for a megabyte/)
  })
})

describe('large events', () => {
  const long = JSON.stringify({ type: 'a', text: 'x'.repeat(10_000_000) })

  it.each([
    ['a frame', `data: ${long}\n\n`],
    ['a line', `${long}\n`],
    ['a list', `[${long}]`],
  ])(
    '%s of ten megabytes is read, and within the bound that quadratic work would pass',
    { timeout: 5_000 },
    (_title, input) => {
      expect(read(input, 4096).events).toHaveLength(1)
    },
  )

  it.each([
    ['a frame', `data: ${'x'.repeat(2000)}`],
    ['a frame of many lines', `data: {\n${'data: "x",\n'.repeat(500)}`],
    ['a line', `{"type":"${'x'.repeat(2000)}"}`],
    ['a list', `[{"type":"${'x'.repeat(2000)}"}]`],
  ])('%s that is larger than the limit is refused, with its line', async (_title, input) => {
    async function* body() {
      for (let at = 0; at < input.length; at += 100) yield input.slice(at, at + 100)
    }
    await expect(Array.fromAsync(readStream(body(), { limit: 1000, name: 'x.sse' }))).rejects.toMatchObject({
      code: 'input/too-large',
      message: 'x.sse has an event of more than 1000 characters at line 1; nothing reads that.',
    })
  })
})

it('a live stream is read as one, whatever it says', () => {
  const reader = createStreamReader({ format: 'sse' })
  expect(reader.write('{"error":"no"}\n\ndata: {}\n\n')).toEqual([{ value: {}, line: 3 }])
})

import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { gzipSync } from 'node:zlib'
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest'
import { endpointOf } from '../../src/cli/check/endpoint.ts'
import { folder as recorded, recordings } from '../oracle/recorded.ts'
import { smallStream, sse, without } from './checked-streams.ts'
import { counterpoint } from './command.ts'

const right = smallStream()
const broken = without(right, 'response.content_part.added')
let folder = ''
const at = (name: string) => join(folder, name)

/** Writes a file of the folder, and gives its path. */
async function file(name: string, content: string | Uint8Array): Promise<string> {
  await writeFile(at(name), content)
  return at(name)
}

/** The lines of `--format json`. */
function lines(stdout: string): { file: string; ok: boolean; events: number; violations: { rule: string }[] }[] {
  return stdout
    .trimEnd()
    .split('\n')
    .map((line) => JSON.parse(line))
}

beforeAll(async () => (folder = await mkdtemp(join(tmpdir(), 'counterpoint-check-'))))
afterAll(async () => rm(folder, { recursive: true }))

describe.concurrent('counterpoint check', () => {
  it('says one line of a clean file, and exits with 0', async () => {
    const name = await file('clean.sse', sse(right))
    const { code, stdout, stderr } = await counterpoint(['check', name])
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' })
    expect(stdout).toBe(`✓ ${name}: 9 events, 1 response\n1 file, 9 events: 1 clean\n`)
  })

  it('shows the events around the offending one, and exits with 1', async () => {
    const name = await file('broken.sse', sse(broken))
    const { code, stdout, stderr } = await counterpoint(['check', name])
    expect({ code, stderr }).toEqual({ code: 1, stderr: '' })
    expect(stdout.replaceAll(name, 'FILE').split('\n')).toEqual([
      'FILE',
      '        0  line     1  response.created                                in_progress',
      '        1  line     4  response.in_progress                            in_progress',
      '        2  line     7  response.output_item.added                 #0   message in_progress',
      '  ✗     3  line    10  response.output_text.delta                 #0   "Hello"',
      '           item/order: event 3 response.output_text.delta before response.content_part.added<output_text>',
      expect.stringMatching(/^ {11}legal here: response.content_part.added<output_text>/),
      '        4  line    13  response.output_text.done                  #0',
      '        5  line    16  response.content_part.done                 #0   output_text',
      '✗ FILE: 8 events, 1 response, 1 violation',
      '',
      '1 file, 8 events: 0 clean, 1 with 1 violation',
      '  item/order                     1  docs/rules/item-order.md',
      '',
    ])
  })

  it('marks the end where something is missing there', async () => {
    const { code, stdout } = await counterpoint(['check', '-'], sse(right.slice(0, -1)))
    expect(code).toBe(1)
    expect(stdout).toMatch(/\n {2}✗ +8 +\(the end\)\n +stream\/terminal: the stream ends without a terminal event\n/)
  })

  it('colours nothing where nobody sees it, even when told to', async () => {
    const { stdout } = await counterpoint(['check', '-'], sse(broken))
    // oxlint-disable-next-line no-control-regex -- it is what is looked for
    expect(stdout).not.toMatch(/\u001B/)
  })

  it('lets no control character of a stream through', async () => {
    const evil = sse(right).replaceAll('response.output_text.delta', String.raw`response.\u001b[31mevil\u0007`)
    for (const format of ['text', 'github']) {
      const { code, stdout } = await counterpoint(['check', '--format', format, '-'], evil)
      expect(code).toBe(1)
      // oxlint-disable-next-line no-control-regex -- it is what is looked for
      expect(stdout).not.toMatch(/[\u0000-\u0009\u000B-\u001F]/)
    }
  })

  it('shows no more than a screen of many, and says how many there are', async () => {
    const many = Array.from({ length: 30 }, (_, n) =>
      sse(without(smallStream('x', `resp_${n}`), 'response.in_progress')),
    )
    const { stdout } = await counterpoint(['check', '-'], many.join(''))
    expect(stdout.match(/✗ +\d/g)).toHaveLength(20)
    expect(stdout).toContain('… and 10 more offending events; --format json has all')
    expect(stdout).toContain('240 events, 30 responses, 30 violations')
  })

  it('writes JSON exactly as the contract has it', async () => {
    const names = [
      await file('a.sse', sse(broken)),
      await file('b.jsonl', `${right.map((e) => JSON.stringify(e)).join('\n')}\n`),
    ]
    const { code, stdout } = await counterpoint(['check', '--format', 'json', ...names])
    expect(code).toBe(1)
    const order = 'response.content_part.added<output_text>'
    expect(
      stdout
        .trimEnd()
        .split('\n')
        .map((line) => JSON.parse(line)),
    ).toStrictEqual([
      {
        file: names[0],
        ok: false,
        events: 8,
        violations: [
          {
            rule: 'item/order',
            index: 3,
            message: `event 3 response.output_text.delta before ${order}; legal here: ${order}`,
            expected: expect.arrayContaining([order]),
          },
        ],
        tolerated: [],
      },
      { file: names[1], ok: true, events: 9, violations: [], tolerated: [] },
    ])
  })

  it('tells what is tolerated as information, and as an error under strict', async () => {
    const input = `${sse(right)}data: [DONE]\n\n`
    const observed = await counterpoint(['check', '--format', 'json', '-'], input)
    expect(observed.code).toBe(0)
    expect(JSON.parse(observed.stdout)).toMatchObject({ ok: true, tolerated: [{ tolerance: 'done-mark', index: 9 }] })
    const text = await counterpoint(['check', '-'], input)
    expect(text.stdout).toMatch(
      /1 response; tolerated: done-mark\n.*\n.*docs\/tolerances.md.*\n {2}done-mark +1 {2}\[DONE\]/,
    )
    const strict = await counterpoint(
      ['check', '--profile', 'strict', '-'],
      sse(right.map((event) => ({ ...event, sequence_number: undefined }))),
    )
    expect(strict.code).toBe(1)
    expect(strict.stdout).toContain('stream/sequence')
  })

  it('annotates for GitHub, at the line of the file', async () => {
    const name = await file('a, b.sse', sse(broken))
    const { code, stdout } = await counterpoint(['check', '--format', 'github', name])
    expect(code).toBe(1)
    const [first] = stdout.split('\n')
    expect(first).toBe(
      `::error file=${name.replaceAll(',', '%2C')},line=10,title=item/order::event 3 response.output_text.delta before ` +
        'response.content_part.added<output_text>; legal here: response.content_part.added<output_text>',
    )
    const piped = await counterpoint(['check', '--format', 'github', '-'], sse(right.slice(0, -1)))
    expect(piped.stdout).toMatch(/^::error title=stream\/terminal::the stream ends without a terminal event/)
  })

  it('lets types pass that are allowed', async () => {
    const newer = right.toSpliced(4, 0, { type: 'response.newer' }, { type: 'response.newest' })
    const input = sse(newer.map((event, n) => ({ ...event, sequence_number: n })))
    expect((await counterpoint(['check', '-'], input)).code).toBe(1)
    for (const args of [
      ['--allow', 'response.newer,response.newest'],
      ['--allow', 'response.newer', '--allow', 'response.newest'],
    ]) {
      expect((await counterpoint(['check', ...args, '-'], input)).code).toBe(0)
    }
  })

  it('checks the other files when one can not be used, and exits with 2', async () => {
    const names = [at('missing'), await file('c.sse', sse(right)), await file('d.sse', sse(broken))]
    const { code, stdout, stderr } = await counterpoint(['check', ...names])
    expect(code).toBe(2)
    expect(stderr).toMatch(/^counterpoint: .*missing can't be read: there is no such file[^\n]*\n$/)
    expect(stdout).toContain('3 files, 17 events: 1 clean, 1 with 1 violation, 1 unusable')
  })
})

const whole = sse(right)
const jsonl = right.map((event) => JSON.stringify(event)).join('\n')
const megabytes = sse(smallStream('x'.repeat(10_000_000)))

const inputs: [title: string, input: string | Uint8Array, code: number, says: RegExp][] = [
  ['CRLF', sse(right, '\r\n'), 0, /9 events, 1 response/],
  ['bare CR', sse(right, '\r'), 0, /9 events, 1 response/],
  ['a byte order mark', `\uFEFF${whole}`, 0, /9 events, 1 response/],
  ['comments', `: hello\n\n${whole.replaceAll('\n\n', '\n\n: still here\n\n')}`, 0, /9 events/],
  ['several data lines', whole.replaceAll(/^data: \{/gm, 'data: {\ndata: '), 0, /9 events/],
  ['no event lines', whole.replaceAll(/^event: .*\n/gm, ''), 0, /9 events/],
  ['two responses', whole + sse(smallStream('x', 'resp_2')), 0, /18 events, 2 responses/],
  ['JSON Lines', jsonl, 0, /9 events, 1 response/],
  ['a list', JSON.stringify(right), 0, /9 events, 1 response/],
  ['a printed list', JSON.stringify(right, null, 2), 0, /9 events, 1 response/],
  ['no blank line at the end', whole.trimEnd(), 0, /9 events, 1 response/],
  ['an event of ten megabytes', megabytes, 0, /9 events, 1 response/],
  [
    'half an event at the end',
    whole.slice(0, -40),
    1,
    /stream\/terminal: .*\n.*\n.*; the input ends in the middle of an event at line 25/,
  ],
  ['half an event after the end', `${whole}data: [DO`, 0, /✓ .*in the middle of an event at line 28/],
  [
    'a missing blank line',
    whole.replace('\n\n', '\n'),
    1,
    /has more than one JSON: the blank line between two events is missing/,
  ],
  ['no blank line at all', whole.replaceAll('\n\n', '\n'), 2, /the blank line between two events is missing/],
  ['data that is no JSON', whole.replace(/(?<=data: )\{.*delta.*/, 'Hello'), 1, /is no JSON, it begins with "Hello"/],
  ['binary in the middle', whole.replace('{"type":"response.output_text.delta"', '\u0000\u0001'), 1, /is no JSON/],
  ['a name that is another', whole.replace('event: response.created', 'event: message'), 1, /stream\/event-name/],
  ['binary', Uint8Array.from({ length: 5000 }, (_, n) => (n * 7) % 256), 2, /is binary, no event stream/],
  ['gzip', new Uint8Array(gzipSync(whole)), 2, /is compressed \(gzip\)/],
  ['prose', 'hello\nworld\n', 2, /is no event stream: it begins with "hello"/],
  ['a page', '<html>', 2, /is HTML or XML/],
  ['frames of something else', 'data: hello\n\n', 2, /the first event is no JSON: "hello"/],
  ['Chat Completions chunks', 'data: {"object":"chat.completion.chunk"}\n\n', 2, /counterpoint convert --from chat/],
  ['a whole response', '{"object":"response"}', 2, /is? ?.*a whole response, no event stream/],
  ['JSON of something else', '{"a":1}\n'.repeat(500), 2, /holds no Responses events \(the first value is \{"a":1\}\)/],
  ['an empty file', '', 2, /holds no events/],
  ['blank lines', '\n\n\n', 2, /holds no events/],
  ['comments alone', ': hello\n\n', 2, /holds no events/],
  ['half an event alone', 'data: {"type":"resp', 2, /ends in the middle of its first event/],
]

describe.concurrent('counterpoint check, given', () => {
  it.each(inputs)('%s', async (title, input, code, says) => {
    const name = await file(`${title}.txt`, input)
    const finished = await counterpoint(['check', name])
    expect(code === 2 ? finished.stderr : finished.stdout).toMatch(says)
    expect(finished.stderr).toMatch(code === 2 ? /^counterpoint: [^\n]*\n$/ : /^$/)
    expect(finished.code).toBe(code)
  })

  it.each<[string, string[], RegExp]>([
    ['a folder', ['check', tmpdir()], /is a folder; name a file in it/],
    ['a missing file', ['check', '/nowhere/x.sse'], /there is no such file/],
    ['no file', ['check'], /missing required argument 'file'/],
    ['standard input twice', ['check', '-', '-'], /can be read once/],
    ['an unknown format', ['check', '--format', 'xml', '-'], /Allowed choices are text, json, github/],
    ['an unknown profile', ['check', '--profile', 'lax', '-'], /Allowed choices are strict, observed/],
    ['a header that is none', ['check', '--header', 'secret', '-'], /give each as 'Name: value'/],
    ['an address with a password', ['check', 'http://me:secret@127.0.0.1/'], /holds a password/],
    ['an address that is none', ['check', 'http://'], /is no address/],
    ['a server that is not there', ['check', 'http://127.0.0.1:59999'], /refuses connections; is it running\?/],
  ])('%s', async (_title, args, says) => {
    const { code, stdout, stderr } = await counterpoint(args)
    expect(stderr).toMatch(says)
    expect(stderr).toMatch(/^counterpoint: [^\n]*\n$/)
    expect(stderr).not.toContain('secret')
    expect({ code, stdout }).toEqual({ code: 2, stdout: '' })
  })
})

const all = recordings()

describe.skipIf(all.length === 0)(
  all.length === 0 ? `no recordings in ${recorded}` : 'recordings of real servers',
  () => {
    it('all real ones are clean, and each edited one is found out', async () => {
      const { code, stdout, stderr } = await counterpoint([
        'check',
        '--format',
        'json',
        ...all.map(({ file }) => join(recorded, file)),
      ])
      expect({ code, stderr }).toEqual({ code: 1, stderr: '' })
      const found = lines(stdout).map(({ ok, events }) => ({ ok, events }))
      expect(found).toEqual(all.map(({ faithful, events }) => ({ ok: faithful === 'real', events: events.length })))
    })

    it.concurrent.each(all.filter(({ faithful }) => faithful === 'edited'))('$file: exit code 1', async ({ file }) => {
      expect((await counterpoint(['check', join(recorded, file)])).code).toBe(1)
    })
  },
)

describe('counterpoint check URL', () => {
  let server: Server | undefined
  afterEach(() => server?.close().closeAllConnections())

  /** Serves one behaviour, and gives its address. */
  async function serving(answer: (request: IncomingMessage, response: ServerResponse, body: string) => void) {
    server = createServer((request, response) => {
      let body = ''
      request.setEncoding('utf8').on('data', (text: string) => (body += text))
      request.on('end', () => answer(request, response, body))
    })
    server.listen(0, '127.0.0.1')
    await once(server, 'listening')
    const address = server.address()
    return `http://127.0.0.1:${typeof address === 'object' && address !== null ? address.port : 0}`
  }

  const stream = { 'content-type': 'text/event-stream; charset=utf-8' }

  it.each([
    ['', '/v1/responses'],
    ['/', '/v1/responses'],
    ['/v1', '/v1/responses'],
    ['/v1/', '/v1/responses'],
    ['/api/v2', '/api/v2/responses'],
    ['/v1/responses', '/v1/responses'],
    ['/openai/responses?version=1', '/openai/responses?version=1'],
    ['/base', '/base/v1/responses'],
  ])('completes %j to %j', (given, asked) => {
    expect(endpointOf(`http://127.0.0.1:8080${given}`).href).toBe(`http://127.0.0.1:8080${asked}`)
  })

  it('sends what it is told to', async () => {
    const seen: unknown[] = []
    const url = await serving(({ method, url: path, headers }, response, body) => {
      seen.push({ method, path, key: headers['authorization'], two: headers['x-two'], body: JSON.parse(body) })
      response.writeHead(200, stream).end(sse(right))
    })
    const args = ['--model', 'm', '--header', 'Authorization: Bearer k', '--header', 'X-Two:2']
    const { code, stdout, stderr } = await counterpoint(['check', ...args, url])
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' })
    expect(stdout).toMatch(/9 events, 1 response/)
    const body = { model: 'm', input: expect.any(String), stream: true, store: false }
    expect(seen).toEqual([{ method: 'POST', path: '/v1/responses', key: 'Bearer k', two: '2', body }])
  })

  it('checks the answer while it comes', async () => {
    let finish: (() => void) | undefined
    const url = await serving((_, response) => {
      response.writeHead(200, stream).write(sse(broken.slice(0, 6)))
      finish = () => response.end(sse(broken.slice(6)))
    })
    const child = spawn(process.execPath, ['src/cli/main.ts', 'check', url])
    let stdout = ''
    for await (const text of child.stdout.setEncoding('utf8')) {
      stdout += text
      if (stdout.includes('item/order')) finish?.()
    }
    expect(stdout).toContain('1 violation')
  })

  it('finds fault with a stream that breaks off, and says that it did', async () => {
    const url = await serving((_, response) => {
      response.writeHead(200, stream).write(sse(right.slice(0, 5)), () => setTimeout(() => response.destroy(), 50))
    })
    const { code, stdout, stderr } = await counterpoint(['check', url])
    expect(code).toBe(1)
    expect(stdout).toContain('stream/terminal')
    expect(stderr).toMatch(/broke the connection; what came before is checked\.\n$/)
  })

  it('finds fault with a stream that says something else', async () => {
    const url = await serving((_, response) => void response.writeHead(200, stream).end('data: {"error":"no"}\n\n'))
    expect((await counterpoint(['check', url])).code).toBe(1)
  })

  it.each<[string, number, Record<string, string>, string, RegExp]>([
    [
      'an error',
      404,
      { 'content-type': 'application/json' },
      '{"error":{"message":"no model m"}}',
      /answered 404: no model m\n/,
    ],
    ['an error of FastAPI', 422, {}, '{"detail":"bad"}', /answered 422: bad\n/],
    ['an error without words', 500, {}, '', /answered 500\n/],
    ['a key that is missing', 401, {}, '{"error":"who?"}', /answered 401: who\? \(give a key with --header/],
    ['a page', 200, { 'content-type': 'text/html' }, '<p>', /answered with text\/html, no event stream/],
    [
      'a redirect, which is not followed',
      307,
      { location: 'http://127.0.0.1:1/x' },
      '',
      /redirects to http:\/\/127.0.0.1:1\/x; give/,
    ],
  ])('says in one line what is wrong with %s, and exits with 2', async (_title, status, headers, body, says) => {
    const url = await serving((_, response) => void response.writeHead(status, headers).end(body))
    const { code, stdout, stderr } = await counterpoint(['check', url])
    expect(stderr).toMatch(says)
    expect(stderr).toMatch(/^counterpoint: [^\n]*\n$/)
    expect({ code, stdout }).toEqual({ code: 2, stdout: '' })
  })
})

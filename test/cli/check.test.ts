import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { createFormat } from '../../src/cli/check/format.ts'
import { FileTally } from '../../src/cli/check/file-tally.ts'
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

it('colours are for terminals: marks, rules and what is legal', () => {
  const format = createFormat('text', true)
  const tally = new FileTally('x.sse')
  format.begin(tally)
  const violation = { rule: 'stream/terminal' as const, index: 0, message: 'the stream ends', expected: ['an end'] }
  const said = format.see({ event: null, index: 0, findings: [violation] }) + format.end(tally)
  const plain = said.replaceAll(new RegExp(`${String.fromCharCode(27)}\\[\\d+m`, 'g'), '')
  expect(said.length).toBeGreaterThan(plain.length)
  expect(plain).toContain('stream/terminal: the stream ends\n           legal here: an end\n')
})

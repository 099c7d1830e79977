import { once } from 'node:events'
import { readdirSync, readFileSync, statSync } from 'node:fs'
import { mkdtemp, rm } from 'node:fs/promises'
import type { Server } from 'node:http'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { smallStream, sse } from './checked-streams.ts'
import { counterpoint } from './command.ts'
import { behaviours, broken, servingBehaviours, stream } from './tap-upstream.ts'
import { ask, serving, type Tapping, tapping } from './tapping.ts'

let folder = ''
let upstream: { server: Server; port: number }

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'counterpoint-tap-'))
  upstream = await servingBehaviours()
})
afterAll(async () => {
  upstream.server.close().closeAllConnections()
  await rm(folder, { recursive: true })
})

describe('what counterpoint tap says', () => {
  let own: Tapping
  beforeAll(async () => (own = await tapping(`http://127.0.0.1:${upstream.port}`, '--keep', join(folder, 'own'))))
  afterAll(async () => own.stop())
  const last = () => own.said().trimEnd().split('\n').at(-1) ?? ''

  it.each<[string, RegExp]>([
    ['/whole/responses', /^\d\d:\d\d:\d\d ✓ 200 +\d\.\d\d s +9 events$/],
    ['/pieces1/responses', / ✓ 200 .* 9 events$/],
    ['/gzip/right/responses', / ✓ 200 .* 9 events$/],
    ['/zstd/broken/responses', / ✗ 200 .* 8 events {2}1 violation: item\/order: event 3 .*; kept in .*item-order.sse$/],
    ['/br/broken/responses', / ✗ 200 .* 8 events {2}1 violation: item\/order/],
    ['/cut/responses', / ✗ 200 .* violation: stream\/terminal: .*; the upstream broke off; kept in/],
    ['/error/responses', / - 429 +\d\.\d\d s {2}no stream$/],
  ])('of %s is one line', async (path, line) => {
    await ask(own.port, { path })
    await own.says(new RegExp(`(?:\n.*){${(said += 1)}}\n$`))
    expect(last()).toMatch(line)
  })
  let said = 0

  it('of other requests is nothing', async () => {
    const before = own.said()
    await ask(own.port, { method: 'GET', path: '/whole/responses' })
    await ask(own.port, { path: '/v1/models' })
    expect(own.said()).toBe(before)
  })

  it('sums up on SIGUSR1, and at the end', async () => {
    own.signal('SIGUSR1')
    const summary =
      /6 streams in .*: 3 clean, 3 offending \(1 without a stream\)\n {2}item\/order +2 {2}in 2 streams +docs\/rules\/item-order.md\n/
    await own.says(summary)
    const { code, stdout, stderr } = await own.stop()
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' })
    expect(stdout.match(new RegExp(summary, 'g'))).toHaveLength(2)
  })

  it('and what it keeps are the offending streams, unpacked, for nobody else to read', async () => {
    const kept = readdirSync(join(folder, 'own')).map((name) => join(folder, 'own', name))
    expect(kept.map((name) => name.replace(/.*Z-\d+-/, ''))).toEqual([
      'item-order.sse',
      'item-order.sse',
      'stream-terminal.sse',
    ])
    expect(readFileSync(kept[0] ?? '', 'utf8')).toBe(broken)
    expect(kept.map((name) => statSync(name).mode & 0o077)).toEqual([0, 0, 0])
    expect((await counterpoint(['check', kept[0] ?? ''])).stdout).toContain('item/order')
  })
})

describe('counterpoint tap', () => {
  it('answers for an upstream that is not there, and goes on', async () => {
    const { server, port } = await serving(() => undefined)
    server.close()
    await once(server, 'close')
    const alone = await tapping(`http://127.0.0.1:${port}`)
    const { statusCode, body } = await ask(alone.port)
    expect(statusCode).toBe(502)
    expect(JSON.parse(body.toString())).toMatchObject({
      error: { message: expect.stringMatching(/can't be reached: ECONNREFUSED/) },
    })
    expect(await alone.says(/ - 502/)).toMatch(/ - 502 .*no stream/)
    expect((await alone.stop()).code).toBe(0)
  })

  it('takes an upstream that is given with its version', async () => {
    const versioned = await tapping(`http://127.0.0.1:${upstream.port}/v1/`)
    for (const path of ['/v1/models', '/models'])
      expect((await ask(versioned.port, { method: 'GET', path })).statusCode).toBe(200)
    await versioned.stop()
  })

  it.runIf(process.platform === 'linux')('needs no more memory for a thousand streams than for ten', async () => {
    const long = sse(smallStream('So it goes. '.repeat(3000)))
    behaviours['/long/responses'] = (_, response) => void response.writeHead(200, stream).end(long)
    const busy = await tapping(`http://127.0.0.1:${upstream.port}`)
    const resident = () => Number(/VmRSS:\s+(\d+)/.exec(readFileSync(`/proc/${busy.pid}/status`, 'utf8'))?.[1]) / 1024
    const rounds = async (count: number) => {
      for (let n = 0; n < count; n += 1) {
        await Promise.all(Array.from({ length: 10 }, async () => ask(busy.port, { path: '/long/responses' })))
      }
    }
    await rounds(20)
    const before = resident()
    await rounds(80)
    // 160 MB went through.
    expect(resident() - before).toBeLessThan(60)
    expect((await busy.stop()).stdout).toContain('1000 streams in ')
  })

  it.each<[string, string[], RegExp]>([
    ['no upstream', [], /required option '--upstream <url>' not specified/],
    ['an upstream that is none', ['--upstream', 'localhost:8000'], /is no address; give one as http:\/\/HOST:PORT/],
    ['a port that is none', ['--upstream', 'http://x', '--port', '99999'], /Give a number from 0 to 65535/],
    ['a folder that is a file', ['--upstream', 'http://x', '--keep', 'package.json'], /can't be made: EEXIST/],
  ])('says in one line what is wrong with %s, and exits with 2', async (_title, args, says) => {
    const { code, stdout, stderr } = await counterpoint(['tap', ...args])
    expect(stderr).toMatch(says)
    expect(stderr).toMatch(/^counterpoint: [^\n]*\n$/)
    expect({ code, stdout }).toEqual({ code: 2, stdout: '' })
  })

  it('says when its port is in use', async () => {
    const { code, stderr } = await counterpoint(['tap', '--upstream', 'http://x', '--port', String(upstream.port)])
    expect({ code, stderr }).toEqual({
      code: 2,
      stderr: expect.stringMatching(/the port is in use; give another --port/),
    })
  })
})

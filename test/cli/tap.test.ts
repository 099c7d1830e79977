import { once } from 'node:events'
import { readdirSync, readFileSync, statSync } from 'node:fs'
import { mkdtemp, rm } from 'node:fs/promises'
import type { IncomingMessage, Server, ServerResponse } from 'node:http'
import { connect } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { brotliCompressSync, deflateSync, gzipSync, zstdCompressSync } from 'node:zlib'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { smallStream, sse, without } from './checked-streams.ts'
import { counterpoint } from './command.ts'
import { ask, type Asked, begin, serving, type Tapping, tapping } from './tapping.ts'

const right = sse(smallStream('Hällo, wörld'))
const broken = sse(without(smallStream(), 'response.content_part.added'))
const stream = { 'Content-Type': 'text/event-stream' }
const packings = { gzip: gzipSync, deflate: deflateSync, br: brotliCompressSync, zstd: zstdCompressSync }
const noise = Buffer.from(Uint8Array.from({ length: 3_000_000 }, (_, n) => (n * n * 31) % 251))

type Behaviour = (request: IncomingMessage, response: ServerResponse, body: Buffer) => void

/** Writes a text in pieces, each in a packet of its own, whatever stands in them. */
function inPieces(response: ServerResponse, text: string | Uint8Array, size: number): void {
  const bytes = Buffer.from(text)
  let at = 0
  const next = () => {
    if (at >= bytes.length) response.end()
    else response.write(bytes.subarray(at, (at += size)), () => setImmediate(next))
  }
  next()
}

/** What the upstream does, by path. */
const behaviours: Record<string, Behaviour> = {
  '/v1/models': (_, response) => void response.writeHead(200, { 'X-Case': 'Kept', a: '1' }).end('{"data":[]}'),
  '/echo': ({ method, url, rawHeaders }, response, body) => {
    const headers = rawHeaders.map((text, at) => (rawHeaders[at - 1]?.toLowerCase() === 'host' ? 'HOST' : text))
    response.end(JSON.stringify({ method, url, headers: headers.join('|'), body: body.toString('base64') }))
  },
  '/empty': (_, response) => void response.writeHead(204).end(),
  '/same': (_, response) => void response.writeHead(304, { ETag: '"x"' }).end(),
  '/moved': (_, response) => void response.writeHead(307, { Location: 'http://elsewhere/x' }).end(),
  '/teapot': (_, response) => void response.writeHead(418, 'Short and stout').end('no coffee'),
  '/cookies': (_, response) =>
    void response.writeHead(200, ['Set-Cookie', 'a=1', 'set-cookie', 'b=2', 'X-Latin', 'ü']).end(),
  '/noise': (_, response) => void response.end(noise),
  '/counted': (_, response) => void response.writeHead(200, { 'Content-Length': noise.length }).end(noise),
  '/trailers': (_, response) => {
    response.writeHead(200, { Trailer: 'X-Sum' }).write('body')
    response.addTrailers({ 'X-Sum': '7' })
    response.end()
  },
  '/hop': (_, response) =>
    void response.writeHead(200, { Connection: 'close, X-Own', 'X-Own': '1', 'X-Other': '2' }).end(),
  '/error/responses': (_, response) =>
    void response.writeHead(429, { 'Retry-After': '1' }).end('{"error":{"message":"slow"}}'),
  '/whole/responses': (_, response) => void response.writeHead(200, stream).end(right),
  '/broken/responses': (_, response) => void response.writeHead(200, stream).end(broken),
  '/cut/responses': (_, response) => {
    response.writeHead(200, stream).write(right.slice(0, 700), () => setTimeout(() => response.destroy(), 30))
  },
}
for (const size of [1, 3, 17, 400]) {
  behaviours[`/pieces${size}/responses`] = (_, response) => inPieces(response.writeHead(200, stream), right, size)
}
for (const [name, pack] of Object.entries(packings)) {
  for (const [kind, text] of Object.entries({ right, broken })) {
    behaviours[`/${name}/${kind}/responses`] = (_, response) => {
      inPieces(response.writeHead(200, { ...stream, 'Content-Encoding': name }), pack(text), 50)
    }
  }
}

let folder = ''
let upstream: { server: Server; port: number }
let tap: Tapping

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'counterpoint-tap-'))
  upstream = await serving(async (request, response) => {
    const pieces: Uint8Array[] = []
    for await (const piece of request) pieces.push(piece)
    const behaviour = behaviours[(request.url ?? '').split('?')[0] ?? '']
    if (behaviour === undefined) response.writeHead(404).end('nothing here')
    else behaviour(request, response, Buffer.concat(pieces))
  })
  tap = await tapping(`http://127.0.0.1:${upstream.port}`, '--keep', join(folder, 'kept'))
})
afterAll(async () => {
  await tap.stop()
  upstream.server.close().closeAllConnections()
  await rm(folder, { recursive: true })
})

const requests: Asked[] = [
  { method: 'GET', path: '/v1/models' },
  { method: 'HEAD', path: '/v1/models' },
  { method: 'GET', path: '/nowhere' },
  { method: 'GET', path: '/empty' },
  { method: 'GET', path: '/same' },
  { method: 'GET', path: '/moved' },
  { method: 'GET', path: '/teapot' },
  { method: 'GET', path: '/cookies' },
  { method: 'GET', path: '/noise' },
  { method: 'GET', path: '/counted' },
  { method: 'GET', path: '/trailers' },
  { method: 'GET', path: '/echo?a=%2F&b=%E2%82%AC&&c=?', headers: { 'X-One': ['1', '2'], 'X-Latin': 'ü' } },
  { method: 'POST', path: '/echo', body: '{"stream":true}', headers: { 'Content-Type': 'application/json' } },
  { method: 'POST', path: '/echo', body: noise, headers: { 'Content-Length': String(noise.length) } },
  { method: 'POST', path: '/echo', body: noise, headers: { 'Transfer-Encoding': 'chunked' } },
  { method: 'POST', path: '/echo' },
  { method: 'PUT', path: '/echo', body: 'x' },
  { method: 'PATCH', path: '/echo', body: 'x' },
  { method: 'DELETE', path: '/echo' },
  { method: 'OPTIONS', path: '/echo' },
  { method: 'POST', path: '/error/responses' },
  { method: 'POST', path: '/whole/responses' },
  { method: 'POST', path: '/broken/responses' },
  { method: 'POST', path: '/cut/responses' },
  ...[1, 3, 17, 400].map((size) => ({ path: `/pieces${size}/responses` })),
  ...Object.keys(packings).flatMap((name) => [
    { path: `/${name}/right/responses` },
    { path: `/${name}/broken/responses` },
  ]),
]

describe('what goes through counterpoint tap', () => {
  it.each(requests)('$method $path comes as it would without it', async (asked) => {
    const [direct, tapped] = [await ask(upstream.port, asked), await ask(tap.port, asked)]
    // Connections are each one's own: what is said of them is left out on both sides.
    const own = /\|?(connection\|[^|"]*|transfer-encoding\|chunked|content-length\|0)(?=[|"])/gi
    const compared = (text: Buffer) => (asked.path?.startsWith('/echo') ? text.toString().replaceAll(own, '') : text)
    expect({ ...tapped, body: null }).toEqual({
      ...direct,
      headers: direct.headers.map(([name, value]) =>
        asked.path?.startsWith('/echo') && name.toLowerCase() === 'content-length'
          ? [name, expect.any(String)]
          : [name, value],
      ),
      body: null,
    })
    // Not by toEqual, which would print megabytes.
    expect(compared(tapped.body).toString() === compared(direct.body).toString()).toBe(true)
  })

  it('headers of one hop stay there', async () => {
    const { headers } = await ask(tap.port, { method: 'GET', path: '/hop' })
    expect(headers).toEqual([['X-Other', '2']])
    const { body } = await ask(tap.port, {
      method: 'GET',
      path: '/echo',
      headers: { Connection: 'X-Mine', 'X-Mine': '1', TE: 'trailers', 'Proxy-Authorization': 'x', 'X-Yours': '2' },
    })
    expect(JSON.parse(body.toString()).headers).toMatch(/^X-Yours\|2\|Host\|HOST\|Connection\|close$/)
  })

  it('each piece at once: the next is sent only when the last has arrived', async () => {
    const pieces = right.match(/[\s\S]{1,97}/g) ?? []
    let next: (() => void) | undefined
    behaviours['/steps/responses'] = (_, response) => {
      let at = 0
      response.writeHead(200, stream).flushHeaders()
      next = () => void (at < pieces.length ? response.write(pieces[at++]) : response.end())
    }
    const [answer] = (await once(begin(tap.port, { path: '/steps/responses' }), 'response')) as [IncomingMessage]
    next?.()
    let text = ''
    for await (const piece of answer) {
      text += piece
      next?.()
    }
    expect(text).toBe(right)
  })

  it('a client that leaves aborts its request', async () => {
    const { promise, resolve } = Promise.withResolvers<boolean>()
    behaviours['/endless/responses'] = (_, response) => {
      response.writeHead(200, stream).write(right.slice(0, 300))
      response.on('close', () => resolve(response.writableFinished))
    }
    const sent = begin(tap.port, { path: '/endless/responses' })
    const [answer] = (await once(sent, 'response')) as [IncomingMessage]
    answer.on('error', () => undefined).once('data', () => sent.destroy())
    expect(await promise).toBe(false)
    // Its server is not blamed for what nobody waited for.
    expect(await tap.says(/its client left/)).toMatch(/✓ 200 .* its client left\n/)
  })

  it('a request that waits for 100 Continue', async () => {
    const socket = connect(tap.port, '127.0.0.1')
    socket.write(
      'POST /echo HTTP/1.1\r\nHost: x\r\nExpect: 100-continue\r\nContent-Length: 2\r\nConnection: close\r\n\r\n',
    )
    let text = ''
    for await (const piece of socket.setEncoding('utf8')) {
      if (text === '') socket.write('hi')
      text += piece
    }
    expect(text).toMatch(/^HTTP\/1.1 100 Continue\r\n\r\nHTTP\/1.1 200 OK\r\n/)
    expect(text).toContain(Buffer.from('hi').toString('base64'))
  })

  it('a WebSocket, or what else a connection changes to', async () => {
    upstream.server.once('upgrade', (request, socket) => {
      socket.write(
        `HTTP/1.1 101 Switching Protocols\r\nUpgrade: ${request.headers.upgrade}\r\nConnection: Upgrade\r\n\r\n`,
      )
      socket.on('data', (piece) => socket.end(`echo ${piece}`))
    })
    const socket = connect(tap.port, '127.0.0.1')
    socket.write('GET /live HTTP/1.1\r\nHost: x\r\nUpgrade: mine\r\nConnection: Upgrade\r\n\r\n')
    let text = ''
    for await (const piece of socket.setEncoding('utf8')) {
      if (text === '') socket.write('ping')
      text += piece
    }
    expect(text).toMatch(/^HTTP\/1.1 101 Switching Protocols\r\nUpgrade: mine\r\nConnection: Upgrade\r\n\r\necho ping$/)
  })
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

import { once } from 'node:events'
import type { IncomingMessage, Server } from 'node:http'
import { connect } from 'node:net'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { behaviours, noise, packings, right, servingBehaviours, stream } from './tap-upstream.ts'
import { ask, type Asked, begin, type Tapping, tapping } from './tapping.ts'

let upstream: { server: Server; port: number }
let tap: Tapping

beforeAll(async () => {
  upstream = await servingBehaviours()
  tap = await tapping(`http://127.0.0.1:${upstream.port}`)
})
afterAll(async () => {
  await tap.stop()
  upstream.server.close().closeAllConnections()
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

/** A request as it was echoed. Connections are each one's own: what is said of them is left out on both sides. */
function withoutOwn(echo: { headers: string[] }) {
  const own = /^(connection: .*|transfer-encoding: chunked|content-length: 0)$/i
  const headers = echo.headers.filter((line) => !own.test(line)).map((line) => line.replace(/^host: .*/i, 'host'))
  return { ...echo, headers }
}

describe('what goes through counterpoint tap', () => {
  it.each(requests)('$method $path comes as it would without it', async (asked) => {
    const [direct, tapped] = [await ask(upstream.port, asked), await ask(tap.port, asked)]
    const echoed = asked.path?.startsWith('/echo') === true
    const compared = (text: Buffer) =>
      echoed ? JSON.stringify(withoutOwn(JSON.parse(text.toString()))) : text.toString()
    expect({ ...tapped, body: null }).toEqual({
      ...direct,
      headers: direct.headers.map(([name, value]) =>
        echoed && name.toLowerCase() === 'content-length' ? [name, expect.any(String)] : [name, value],
      ),
      body: null,
    })
    // Not by toEqual, which would print megabytes.
    expect(compared(tapped.body) === compared(direct.body)).toBe(true)
  })

  it('headers of one hop stay there', async () => {
    const { headers } = await ask(tap.port, { method: 'GET', path: '/hop' })
    expect(headers).toEqual([['X-Other', '2']])
    const { body } = await ask(tap.port, {
      method: 'GET',
      path: '/echo',
      headers: { Connection: 'X-Mine', 'X-Mine': '1', TE: 'trailers', 'Proxy-Authorization': 'x', 'X-Yours': '2' },
    })
    expect(JSON.parse(body.toString()).headers).toEqual([
      'X-Yours: 2',
      `Host: 127.0.0.1:${upstream.port}`,
      'Connection: close',
    ])
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

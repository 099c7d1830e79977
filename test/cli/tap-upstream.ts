import type { IncomingMessage, Server, ServerResponse } from 'node:http'
import { brotliCompressSync, deflateSync, gzipSync, zstdCompressSync } from 'node:zlib'
import { smallStream, sse, without } from './checked-streams.ts'
import { serving } from './tapping.ts'

export const right = sse(smallStream('Hällo, wörld'))
export const broken = sse(without(smallStream(), 'response.content_part.added'))
export const stream = { 'Content-Type': 'text/event-stream' }
export const packings = { gzip: gzipSync, deflate: deflateSync, br: brotliCompressSync, zstd: zstdCompressSync }
export const noise = Buffer.from(Uint8Array.from({ length: 3_000_000 }, (_, n) => (n * n * 31) % 251))

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
export const behaviours: Record<string, Behaviour> = {
  '/v1/models': (_, response) => void response.writeHead(200, { 'X-Case': 'Kept', a: '1' }).end('{"data":[]}'),
  '/echo': ({ method, url, rawHeaders }, response, body) => {
    const headers = rawHeaders.flatMap((name, at) => (at % 2 === 0 ? [`${name}: ${rawHeaders[at + 1]}`] : []))
    response.end(JSON.stringify({ method, url, headers, body: body.toString('base64') }))
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

/** A server that does all of that. */
export async function servingBehaviours(): Promise<{ server: Server; port: number }> {
  return serving(async (request, response) => {
    const pieces: Uint8Array[] = []
    for await (const piece of request) pieces.push(piece)
    const behaviour = behaviours[(request.url ?? '').split('?')[0] ?? '']
    if (behaviour === undefined) response.writeHead(404).end('nothing here')
    else behaviour(request, response, Buffer.concat(pieces))
  })
}

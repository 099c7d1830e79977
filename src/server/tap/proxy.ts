import {
  type ClientRequest,
  createServer,
  type IncomingMessage,
  type OutgoingMessage,
  type Server,
  type ServerResponse,
} from 'node:http'
import { endToEnd, pairs, requestHeaders } from './headers.ts'
import type { Target } from './target.ts'
import { tunnel } from './tunnel.ts'

/** How an answer ended: whole, cut off by the upstream, or left by its client. */
export type Ending = 'whole' | 'cut' | 'left'

/** Sees an answer go by. */
export interface Witness {
  /** A piece of the body, as it came. */
  piece(bytes: Uint8Array): void
  ended(how: Ending): void
}

/** The head of an answer. */
export interface AnswerHead {
  method: string
  path: string
  status: number
  contentType: string
  contentEncoding: string
  /** When the request came. */
  asked: Date
}

/** Asked for each answer: who wants to see it, if anybody does. */
export type Summon = (head: AnswerHead) => Witness | null

/**
 * A server that passes everything on to another, both ways, byte for byte, as it comes. What witnesses do is nothing to
 * the two ends: a piece is on its way before it is shown to one.
 */
export function createProxy(target: Target, summon: Summon): Server {
  // Nothing is timed here: how long a client may take is the upstream's to say.
  const server = createServer({ requestTimeout: 0, keepAliveTimeout: 60_000 })
  const handle = (request: IncomingMessage, response: ServerResponse) => pass(target, summon, request, response)
  server.on('request', handle)
  server.on('checkContinue', handle)
  server.on('upgrade', (request, socket, head) => tunnel(target, request, socket, head))
  return server
}

function pass(target: Target, summon: Summon, request: IncomingMessage, response: ServerResponse): void {
  const { method = 'GET' } = request
  const path = pathOf(request)
  const asked = new Date()
  response.sendDate = false
  const upstream = open(target, method, path, request, response)
  if (upstream === null) return
  upstream.on('continue', () => response.writeContinue())
  upstream.on('response', (answer) => {
    const { 'content-type': contentType = '', 'content-encoding': contentEncoding = '' } = answer.headers
    const status = answer.statusCode ?? 502
    answerWith(response, answer, summon({ method, path, status, contentType, contentEncoding, asked }))
  })
  upstream.on('error', (error) => {
    if (response.destroyed) return
    if (response.headersSent) {
      response.destroy()
      return
    }
    refuse(response, 502, `The upstream ${target.host} can't be reached: ${codeOf(error)}.`)
    const head = { status: 502, contentType: 'application/json', contentEncoding: '' }
    summon({ method, path, asked, ...head })?.ended('cut')
  })
  response.on('close', () => {
    if (!response.writableFinished) upstream.destroy()
  })
  sendBody(request, upstream)
}

function open(
  target: Target,
  method: string,
  path: string,
  { rawHeaders }: IncomingMessage,
  response: ServerResponse,
): ClientRequest | null {
  const mayHaveBody = !['GET', 'HEAD', 'DELETE', 'OPTIONS', 'TRACE'].includes(method)
  try {
    const headers = requestHeaders(rawHeaders, target.host, mayHaveBody)
    const upstream = target.request({ method, path: target.pathOf(path), headers })
    upstream.setNoDelay(true)
    flush(upstream)
    return upstream
  } catch (error) {
    // Node refuses to send what it let in: a character that no header may have.
    refuse(response, 400, `The request can't be passed on: ${codeOf(error)}.`)
    return null
  }
}

/** Sends the head at once; Node's `flushHeaders` makes UTF-8 of bytes above 127, which would be two then. */
function flush(message: OutgoingMessage): void {
  message.write('', 'latin1')
}

/** The request's body. An upstream that answers before it has read all of it is heard all the same. */
function sendBody(request: IncomingMessage, upstream: ClientRequest): void {
  request.on('error', () => upstream.destroy())
  request.on('end', () => {
    if (request.rawTrailers.length > 0) upstream.addTrailers(pairs(request.rawTrailers))
  })
  request.pipe(upstream)
}

function answerWith(response: ServerResponse, answer: IncomingMessage, witness: Witness | null): void {
  let isOver = false
  const end = (how: Ending) => {
    if (isOver) return
    isOver = true
    witness?.ended(how)
  }
  answer.on('error', () => {
    // Cut off there, cut off here: a client must not take it for the end.
    end(response.destroyed ? 'left' : 'cut')
    response.destroy()
  })
  response.on('close', () => end('left'))
  try {
    response.writeHead(answer.statusCode ?? 502, answer.statusMessage, endToEnd(answer.rawHeaders))
  } catch {
    response.destroy()
    return
  }
  flush(response)
  answer.on('end', () => {
    if (answer.rawTrailers.length > 0) response.addTrailers(pairs(answer.rawTrailers))
  })
  answer.pipe(response)
  // After the pipe's own listeners: what is checked is sent already.
  if (witness !== null) answer.on('data', (piece: Uint8Array) => witness.piece(piece))
  answer.on('end', () => end('whole'))
}

/** Clients that take the tap for a forward proxy send the whole address. */
function pathOf({ url = '/' }: IncomingMessage): string {
  const whole = /^https?:\/\/[^/]*(.*)$/i.exec(url)?.[1]
  if (whole === undefined) return url
  return whole.startsWith('/') ? whole : `/${whole}`
}

/** An answer of the tap's own, in the shape that the API's clients read. */
function refuse(response: ServerResponse, status: number, message: string): void {
  const error = { message: `counterpoint tap: ${message}`, type: 'server_error', param: null, code: 'upstream_failed' }
  response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify({ error }))
}

function codeOf(error: unknown): string {
  if (!(error instanceof Error)) return String(error)
  return 'code' in error && typeof error.code === 'string' ? error.code : error.message
}

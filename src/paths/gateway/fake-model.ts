import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import { setTimeout as pause } from 'node:timers/promises'
import { isObject, type Json, objectIn } from '../../check/json.ts'
import { CounterpointError } from '../../wire/error.ts'
import type { GatewayProtocol } from './protocol.ts'
import type { Asked, Script } from './script.ts'

/** What a request to the played model was. */
export interface ModelRequest {
  /** The request's text holds it, where the gateway passes prompts on as text. */
  text: string
  asked: Asked
}

/** A model that is played. */
export interface FakeModel {
  url: string
  close(): Promise<void>
}

export interface FakeModelOptions {
  host: string
  port: number
  protocol: GatewayProtocol
  /** The name that it is listed under. */
  model: string
  /** What it does with a request. */
  scriptFor(request: ModelRequest): Script
  /** Called with each request that it could do nothing with, and why. */
  onUnusable(why: string): void
}

const paths = { chat: '/v1/chat/completions', harmony: '/v1/completions' }

/**
 * Listens as a model's server.
 *
 * @throws CounterpointError `test/listen` where the port can't be listened on
 */
export async function startFakeModel(options: FakeModelOptions): Promise<FakeModel> {
  const { host, port } = options
  const server = createServer((request, reply) => {
    // A gateway that leaves early is judged by what it says to its client.
    answer(request, reply, options).catch(() => reply.destroy())
  })
  await new Promise<void>((resolve, reject) => {
    server.once('error', (error) => reject(inWords(error, options)))
    server.listen(port, host, resolve)
  })
  const address = server.address()
  const actual = typeof address === 'object' && address !== null ? address.port : port
  const reachable = host === '0.0.0.0' || host === '::' ? '127.0.0.1' : host
  return {
    url: `http://${reachable.includes(':') ? `[${reachable}]` : reachable}:${actual}`,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve())
        server.closeAllConnections()
      }),
  }
}

function inWords(error: unknown, { host, port }: FakeModelOptions): CounterpointError {
  const code = error instanceof Error && 'code' in error ? String(error.code) : String(error)
  const why = code === 'EADDRINUSE' ? 'it is in use' : code
  return new CounterpointError('test/listen', `Can't listen on ${host}:${port} (${why}); give another --listen PORT.`)
}

async function answer(request: IncomingMessage, reply: ServerResponse, options: FakeModelOptions): Promise<void> {
  const { protocol, model, scriptFor, onUnusable } = options
  const path = (request.url ?? '').replace(/\?.*$/, '').replace(/^(?!\/v1\/)/, '/v1')
  const text = await textOf(request)
  if (request.method === 'GET' && path === '/v1/models') {
    send(reply, 200, { object: 'list', data: [{ id: model, object: 'model', created: 0, owned_by: 'counterpoint' }] })
    return
  }
  if (request.method !== 'POST' || path !== paths[protocol]) {
    if (request.method === 'POST') onUnusable(`the gateway asks POST ${path}, and the model has ${paths[protocol]}`)
    send(reply, 404, { error: { message: `No ${request.method ?? ''} ${path} here.`, type: 'not_found', code: null } })
    return
  }
  const body = parsed(text)
  if (body === null || body['stream'] !== true) {
    onUnusable('the gateway asks the model without "stream": true')
    send(reply, 400, { error: { message: 'Only streams are played.', type: 'invalid_request_error', code: null } })
    return
  }
  await playScript(reply, scriptFor({ text, asked: askedIn(body) }))
}

async function textOf(request: IncomingMessage): Promise<string> {
  request.setEncoding('utf8')
  let text = ''
  for await (const piece of request) text += String(piece)
  return text
}

function parsed(text: string): Json | null {
  try {
    const value: unknown = JSON.parse(text)
    return isObject(value) ? value : null
  } catch {
    return null
  }
}

function askedIn(body: Json): Asked {
  return {
    model: String(body['model'] ?? ''),
    usage: objectIn(body, 'stream_options')['include_usage'] === true,
    tokenIds: body['return_token_ids'] === true,
    hidesMarkers: body['skip_special_tokens'] !== false,
  }
}

function send(reply: ServerResponse, status: number, body: object): void {
  reply.writeHead(status, { 'content-type': 'application/json' })
  reply.end(JSON.stringify(body))
}

async function playScript(reply: ServerResponse, script: Script): Promise<void> {
  if (script.kind === 'refusal') {
    send(reply, script.status, script.body)
    return
  }
  reply.writeHead(200, { 'content-type': 'text/event-stream', 'cache-control': 'no-cache' })
  reply.socket?.setNoDelay(true)
  for (const event of script.events) {
    const frame = `data: ${typeof event === 'string' ? event : JSON.stringify(event)}\n\n`
    if (script.pace === 'split') await writeSplit(reply, Buffer.from(frame))
    else reply.write(frame)
    if (script.pace === 'slow') await pause(60)
  }
  if (!script.hangsUp) reply.end()
  else {
    // What was written has to be on its way first.
    await pause(30)
    reply.socket?.resetAndDestroy()
  }
}

/** Seven bytes a packet: no character of several bytes comes whole but by chance. */
async function writeSplit(reply: ServerResponse, bytes: Buffer): Promise<void> {
  for (let at = 0; at < bytes.length; at += 7) {
    reply.write(bytes.subarray(at, at + 7))
    await pause(1)
  }
}

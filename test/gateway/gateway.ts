import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { respond } from '../../src/index.ts'
import type { GatewayProtocol } from '../../src/paths/gateway/protocol.ts'
import { isObject, type Json } from '../oracle/letter.ts'

/** What can be wrong with a gateway. Each field changes what passes there. */
export interface Bug {
  /** How the model is asked. */
  asks?: (request: Json) => Json
  /** The model's bytes. */
  body?: (body: AsyncIterable<Uint8Array>) => AsyncIterable<Uint8Array | string>
  /** A chunk of the model's; null where it is lost. */
  chunk?: (chunk: Json) => Json | null
  /** The events on their way to the client. A gateway that hangs never gives the last one. */
  events?: (events: AsyncIterable<Json>) => AsyncIterable<Json>
  /** The SSE frame's name. */
  name?: (type: string) => string
  /** What is said to the client where the model refuses. */
  refuses?: (reply: ServerResponse) => void
  /** It may take for ever: nobody needs to wait long. */
  hangs?: boolean
}

export interface Gateway extends AsyncDisposable {
  url: URL
  /** Where the model is; requests before it is known are refused. */
  upstream: string | null
}

/** A small gateway: our own `respond()` behind node:http, right but for its bug. */
export async function startGateway(protocol: GatewayProtocol = 'chat', bug: Bug = {}): Promise<Gateway> {
  const server = createServer((request, reply) => {
    serve(gateway.upstream, protocol, bug, request, reply).catch(() => reply.destroy())
  })
  await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening))
  const { port } = server.address() as AddressInfo
  const gateway: Gateway = {
    url: new URL(`http://127.0.0.1:${port}/v1/responses`),
    upstream: null,
    async [Symbol.asyncDispose]() {
      await new Promise((closed) => {
        server.close(closed)
        server.closeAllConnections()
      })
    },
  }
  return gateway
}

async function serve(
  upstream: string | null,
  protocol: GatewayProtocol,
  bug: Bug,
  request: IncomingMessage,
  reply: ServerResponse,
): Promise<void> {
  const pieces: Uint8Array[] = []
  for await (const piece of request) pieces.push(piece)
  const asked = JSON.parse(Buffer.concat(pieces).toString()) as { model: string; input: string; tools?: [] }
  const answer = upstream === null ? null : await fetch(...asking(upstream, protocol, asked, bug))
  if (answer === null || !answer.ok || answer.body === null) {
    await answer?.body?.cancel()
    const refuse = bug.refuses ?? refused
    refuse(reply)
    return
  }
  const output = readModel(answer.body, bug)
  const from = protocol === 'chat' ? 'chat' : 'vllm'
  const events = respond(output, { from, tools: asked.tools ?? [], response: { model: asked.model } })
  reply.writeHead(200, { 'content-type': 'text/event-stream' })
  reply.flushHeaders()
  for await (const event of (bug.events ?? same)(jsonOf(events))) {
    const type = String(event['type'])
    reply.write(`event: ${bug.name?.(type) ?? type}\ndata: ${JSON.stringify(event)}\n\n`)
  }
  reply.end()
}

function asking(
  upstream: string,
  protocol: GatewayProtocol,
  { model, input, tools }: { model: string; input: string; tools?: [] },
  { asks = (request) => request }: Bug,
): [string, RequestInit] {
  const common = { model, stream: true, stream_options: { include_usage: true } }
  const body =
    protocol === 'chat'
      ? { ...common, messages: [{ role: 'user', content: input }], tools }
      : { ...common, prompt: input, skip_special_tokens: false, return_token_ids: true }
  const path = protocol === 'chat' ? '/v1/chat/completions' : '/v1/completions'
  return [`${upstream}${path}`, { method: 'POST', body: JSON.stringify(asks(body)) }]
}

function refused(reply: ServerResponse): void {
  reply.writeHead(502, { 'content-type': 'application/json' })
  reply.end(JSON.stringify({ error: { message: 'The model can not be reached.', type: 'server_error' } }))
}

const same = (events: AsyncIterable<Json>) => events

async function* jsonOf(events: AsyncIterable<object>): AsyncGenerator<Json> {
  for await (const event of events) yield JSON.parse(JSON.stringify(event)) as Json
}

async function* readModel(body: AsyncIterable<Uint8Array>, bug: Bug): AsyncGenerator<string | Uint8Array> {
  const bytes = bug.body?.(body) ?? body
  if (bug.chunk === undefined) {
    yield* bytes
    return
  }
  const decoder = new TextDecoder()
  let rest = ''
  for await (const piece of bytes) {
    const lines = (rest + (typeof piece === 'string' ? piece : decoder.decode(piece, { stream: true }))).split('\n\n')
    rest = lines.pop() ?? ''
    for (const line of lines) yield* changed(line, bug.chunk)
  }
}

function* changed(frame: string, change: NonNullable<Bug['chunk']>): Generator<string> {
  const data = frame.replace(/^data: /, '')
  const value: unknown = data === '[DONE]' ? data : JSON.parse(data)
  const chunk = isObject(value) ? change(value) : value
  if (chunk !== null) yield `data: ${typeof chunk === 'string' ? chunk : JSON.stringify(chunk)}\n\n`
}

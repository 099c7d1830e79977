import { Agent as HttpAgent, type ClientRequest, type IncomingMessage, request as requestHttp } from 'node:http'
import { Agent as HttpsAgent, request as requestHttps } from 'node:https'
import { NodeBody } from './node-body.ts'
import { ConnectTimeoutError, type Transport, type TransportReply, type TransportRequest } from './transport.ts'

/**
 * Node's own HTTP client with a keep-alive pool of its own: the transport of `serve`. It knows when a connection
 * stands, has no timeouts that a slow prefill would run into (Node's `fetch` gives up after 300 s), and an abort, or the
 * cancelling of a body, destroys the socket at once.
 *
 * @param maxSockets the most connections to one host; as many as are asked for by default
 */
export function nodeTransport({ maxSockets = Number.POSITIVE_INFINITY }: { maxSockets?: number } = {}): Transport {
  const options = { keepAlive: true, maxSockets, maxFreeSockets: 256, scheduling: 'lifo' as const }
  const http = new HttpAgent(options)
  const https = new HttpsAgent(options)
  return {
    send: (request) => {
      const { method, url } = request
      const isSecure = url.startsWith('https:')
      const headers = headOf(request)
      const options = { method, headers, agent: isSecure ? https : http }
      const sent = isSecure ? requestHttps(url, options) : requestHttp(url, options)
      // The head is made by now, and the socket keeps the options.
      headers.length = 0
      return exchange(sent, request, isSecure ? 'secureConnect' : 'connect')
    },
    close() {
      http.destroy()
      https.destroy()
    },
  }
}

/** Names and values in turns: Node keeps headers that it is given as an object, beside the head made of them. */
function headOf({ url, headers, body }: TransportRequest): string[] {
  const { host, username, password } = new URL(url)
  // A name stands once, however it is spelled: of two hosts or keys a server might take either.
  const head = new Map([['host', host]])
  if (username !== '' || password !== '') {
    const credentials = decodeURIComponent(`${username}:${password}`)
    head.set('authorization', `Basic ${Buffer.from(credentials).toString('base64')}`)
  }
  for (const [name, value] of Object.entries(headers)) head.set(name.toLowerCase(), value)
  if (body !== undefined) head.set('content-length', String(Buffer.byteLength(body)))
  return [...head].flat()
}

function exchange(sent: ClientRequest, request: TransportRequest, connected: string): Promise<TransportReply> {
  const { signal, body, connectTimeout } = request
  return new Promise((resolve, reject) => {
    const timer = setTimeout(() => sent.destroy(new ConnectTimeoutError(connectTimeout)), connectTimeout)
    const abort = () => sent.destroy(asError(signal.reason))
    const fail = (error: Error) => {
      over()
      reject(error)
    }
    const over = () => {
      clearTimeout(timer)
      signal.removeEventListener('abort', abort)
      // An error that nobody hears would end the process; and whoever hears it here would be kept as long as the reply.
      sent.off('error', fail).on('error', ignore)
    }
    sent.once('socket', (socket) => {
      if (socket.connecting) socket.once(connected, () => clearTimeout(timer))
      else clearTimeout(timer)
    })
    sent.on('error', fail)
    sent.once('response', (message) => {
      over()
      resolve({
        status: message.statusCode ?? 0,
        header: (name) => headerOf(message, name),
        body: new NodeBody(message),
      })
    })
    if (signal.aborted) abort()
    else signal.addEventListener('abort', abort)
    // The head by itself, as a text: put before the body, Node would keep it in the pieces that it is made of.
    sent.flushHeaders()
    sent.end(body)
  })
}

function ignore(): void {}

function headerOf(reply: IncomingMessage, name: string): string | null {
  const value = reply.headers[name]
  return (Array.isArray(value) ? value[0] : value) ?? null
}

function asError(reason: unknown): Error {
  return reason instanceof Error ? reason : new Error(String(reason))
}

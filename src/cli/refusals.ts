import { maxHeaderSize, ServerResponse, STATUS_CODES } from 'node:http'
import type { Socket } from 'node:net'
import type { FastifyReply, FastifyRequest } from 'fastify'
import { ApiError, badRequest } from '../server/api-error.ts'
import { errorReply } from '../server/error-reply.ts'

/** What Fastify refuses before the core sees it, in the core's words: URLs that are none, methods that no path has. */
export function refuse(error: Error, _request: FastifyRequest, reply: FastifyReply): void {
  const told = error instanceof ApiError ? error : badRequest(`${error.message}.`, null, 'invalid_url')
  void reply.code(told.status).headers(errorReply(told).headers).send(told.body)
}

/**
 * HTTP/1.1 wants a `host` in every request. (Older clients have none and pass, also at the gate that keeps web pages of
 * foreign names out: browsers always send it.)
 */
export function refuseNameless(request: FastifyRequest, reply: FastifyReply, done: () => void): void {
  const { headers, httpVersion } = request.raw
  if (headers.host !== undefined || httpVersion !== '1.1') return done()
  const message = "The request has no host header, which HTTP/1.1 wants; send it with the server's name."
  void reply.header('connection', 'close')
  refuse(badRequest(message, null, 'missing_host'), request, reply)
}

/** Its body may come or not, so that nobody knows where a next request would begin: the connection ends with the answer. */
export const expectationFailed = new ApiError(
  417,
  "The request's expect header asks for more than this server knows; send it without, or with 100-continue.",
  { code: 'expectation_failed' },
)

/** Milliseconds that a client has to read why it was refused, and to stop sending. Cut at once, it might read nothing. */
const farewell = 1_000

/** Answers what never became a request, on the bare connection, and ends that. Node tells of it again while more comes. */
export function refuseOn(socket: Socket, told: ApiError, cause: Error & { code?: string }): void {
  if (cause.code === 'ECONNRESET' || isInAnswer(socket)) {
    socket.destroy()
    return
  }
  if (!socket.writable) return
  const { status, body } = told
  const lines = Object.entries(lastHeaders(told)).map(([name, value]) => `${name}: ${value}\r\n`)
  socket.end(`HTTP/1.1 ${status} ${STATUS_CODES[status]}\r\n${lines.join('')}\r\n${body}`)
  const cut = setTimeout(() => socket.destroy(), farewell)
  socket.once('close', () => clearTimeout(cut))
}

/** The headers of an error that a connection ends with. */
export function lastHeaders(told: ApiError): Record<string, string> {
  const { headers } = errorReply(told)
  return { ...headers, 'content-length': String(Buffer.byteLength(told.body)), connection: 'close' }
}

/** Whether an answer has begun, so that a second head would stand in its middle. Node's own handler looks there too. */
function isInAnswer(socket: Socket): boolean {
  if (!('_httpMessage' in socket)) return false
  const { _httpMessage: answer } = socket
  return answer instanceof ServerResponse && answer.headersSent
}

/** 408, of a client that takes longer than it may. */
export function late(headSeconds: number, seconds: number): ApiError {
  const message = `The request did not come in time: its head may take ${headSeconds} s, and all of it ${seconds} s; send it faster, or raise the server's --request-timeout.`
  return new ApiError(408, message, { code: 'request_timeout' })
}

/** What Node's parser found, as an error that says how to mend it. Its codes are those of llhttp. */
export function notHttp(error: Error & { code?: string }): ApiError {
  const found = 'reason' in error && typeof error.reason === 'string' ? error.reason : error.message
  switch (error.code) {
    case 'HPE_HEADER_OVERFLOW': {
      const message = `The headers of the request are larger than ${maxHeaderSize} bytes; send less in them, or raise the server's limit with NODE_OPTIONS=--max-http-header-size=BYTES.`
      return new ApiError(431, message, { code: 'headers_too_large' })
    }
    case 'HPE_CHUNK_EXTENSIONS_OVERFLOW':
      return new ApiError(413, 'The chunks of the request body have too long extensions; send them without.', {
        code: 'body_too_large',
      })
    case 'HPE_INVALID_TRANSFER_ENCODING':
    case 'HPE_INVALID_CONTENT_LENGTH':
    case 'HPE_UNEXPECTED_CONTENT_LENGTH':
      return invalidHttp(
        `How long the request body is can't be told (${found}); send either one content-length, in bytes, or transfer-encoding: chunked.`,
      )
    case 'HPE_INVALID_CHUNK_SIZE':
      return invalidHttp(`A chunk of the request body is broken (${found}); begin each with its length in hexadecimal.`)
    case 'HPE_INVALID_EOF_STATE':
      return invalidHttp('The request breaks off; send all of it, and as many bytes as its content-length says.')
    case 'HPE_CLOSED_CONNECTION':
      return invalidHttp('More came after a request with connection: close; count its content-length in bytes.')
    case 'HPE_PAUSED_H2_UPGRADE':
      return invalidHttp('The request is HTTP/2, which this server does not speak; send it as HTTP/1.1.')
    case 'HPE_INVALID_METHOD':
    case 'HPE_INVALID_URL':
    case 'HPE_INVALID_VERSION':
    case 'HPE_INVALID_CONSTANT':
      return invalidHttp(
        `The request does not begin as HTTP does (${found}); send a line like 'POST /v1/responses HTTP/1.1', without TLS, and count the content-length of a request before it in bytes.`,
      )
    case 'HPE_INVALID_HEADER_TOKEN':
    case 'HPE_CR_EXPECTED':
    case 'HPE_LF_EXPECTED':
      return invalidHttp(
        `A header of the request is broken (${found}); send each as 'name: value' on a line of its own.`,
      )
    default:
      return invalidHttp(`The request is not valid HTTP (${found}); send it as HTTP/1.1.`)
  }
}

function invalidHttp(message: string): ApiError {
  return badRequest(message, null, 'invalid_http')
}

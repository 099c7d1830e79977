import { badRequest, bodyTooLarge, unsupportedCharset, unsupportedEncoding, unsupportedMediaType } from './api-error.ts'
import type { ServerRequest } from './http.ts'

/**
 * Reads a request's body as text.
 *
 * @param limit in bytes; a longer body is not read to its end
 * @throws ApiError 413 where it is too long, 415 where it is compressed or no JSON in UTF-8 by its headers, 400 where it
 *   is no UTF-8
 */
export async function readBody(request: ServerRequest, limit: number): Promise<string> {
  checkType(request.header('content-type'))
  checkEncoding(request.header('content-encoding'))
  if (Number(request.header('content-length') ?? 0) > limit) throw bodyTooLarge(limit)
  const decoder = new TextDecoder('utf-8', { fatal: true })
  const pieces: string[] = []
  let length = 0
  for await (const piece of request.body ?? []) {
    length += piece.byteLength
    if (length > limit) throw bodyTooLarge(limit)
    pieces.push(decode(() => decoder.decode(piece, { stream: true })))
  }
  pieces.push(decode(() => decoder.decode()))
  return pieces.join('')
}

/** `+json` types are JSON too; a missing type is what some small clients send, and is taken for it. */
function checkType(type: string | null): void {
  if (type === null || type === '') return
  if (!/^application\/(?:[\w.+-]+\+)?json\s*(?:;|$)/i.test(type)) throw unsupportedMediaType(type)
  const charset = /;\s*charset\s*=\s*"?([^\s;"]*)/i.exec(type)?.[1] ?? ''
  if (!/^(?:utf-?8|(?:us-)?ascii)?$/i.test(charset)) throw unsupportedCharset(charset)
}

/** Compressed bodies would need a second limit, for what they unfold to; no client of the Responses API sends them. */
function checkEncoding(encoding: string | null): void {
  if (encoding === null || /^\s*(?:identity\s*)?$/i.test(encoding)) return
  throw unsupportedEncoding(encoding)
}

function decode(step: () => string): string {
  try {
    return step()
  } catch {
    throw badRequest('The request body is not valid UTF-8; send JSON as UTF-8.', null, 'invalid_utf8')
  }
}

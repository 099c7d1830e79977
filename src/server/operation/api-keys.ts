import { createHash, timingSafeEqual } from 'node:crypto'
import { CounterpointError } from '../../wire/error.ts'
import { unauthorized } from '../api-error.ts'
import type { ServerRequest } from '../http.ts'

const hashed = /^sha256:([\da-f]{64})$/i

/**
 * Asks for an API key, as `Authorization: Bearer KEY`: what `ServerOptions.authenticate` takes. Keys are kept and
 * compared as hashes: how long a comparison takes tells nothing of a key.
 *
 * @param keys as they are sent, or as `sha256:HEX`, so that a configuration need not hold them
 * @throws CounterpointError `serve/api-key` where one of them can't be sent, or there is none
 */
export function apiKeys(keys: readonly string[]): (request: ServerRequest) => string {
  const known = keys.map((key) => digestOf(key))
  if (known.length === 0) throw new CounterpointError('serve/api-key', 'There is no API key; give one at least.')
  return (request) => {
    const given = sha256(bearerOf(request.header('authorization')))
    let isKnown = false
    // All of them, always: which one it was is nobody's business either.
    for (const digest of known) isKnown = timingSafeEqual(digest, given) || isKnown
    if (!isKnown) throw unauthorized('The API key is not one of this server; check it, and send it as a Bearer token.')
    return ownerOf(given)
  }
}

/** A name for a key's responses. The key's hash is not it: that one may stand in a configuration. */
function ownerOf(digest: Buffer): string {
  return createHash('sha256').update('counterpoint owner\n').update(digest).digest('hex').slice(0, 32)
}

function bearerOf(header: string | null): string {
  const key = /^Bearer +(\S+) *$/i.exec(header ?? '')?.[1]
  if (key !== undefined) return key
  throw unauthorized('There is no API key; send one in a header: Authorization: Bearer KEY.')
}

function digestOf(key: string): Buffer {
  const digest = hashed.exec(key)?.[1]
  if (digest !== undefined) return Buffer.from(digest, 'hex')
  // What a header can hold, so that a key with a line end from a file is told of here and not by every client.
  if (/^[\x21-\x7e]+$/.test(key) && !key.startsWith('sha256:')) return sha256(key)
  const mend = 'give one without spaces, or its hash as sha256:HEX'
  throw new CounterpointError('serve/api-key', `An API key can't be sent in a header; ${mend}.`)
}

function sha256(text: string): Buffer {
  return createHash('sha256').update(text).digest()
}

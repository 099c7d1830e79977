import { createCipheriv, createDecipheriv, hkdfSync, randomBytes } from 'node:crypto'
import { CounterpointError } from '../wire/error.ts'

/** Why a sealed text cannot be opened. */
export type SealErrorCode =
  /** It is not something that this kind of server seals, or it was cut. */
  | 'sealing/unreadable'
  /** It was sealed under a key that this server does not have. */
  | 'sealing/unknown-key'
  /** It was changed, or sealed for somebody else. */
  | 'sealing/tampered'

/** A sealed text that cannot be opened. */
export class SealError extends CounterpointError {
  declare readonly code: SealErrorCode

  constructor(code: SealErrorCode, message: string) {
    super(code, message)
    this.name = 'SealError'
  }
}

/** Seals text that a client keeps for the server: `encrypted_content` of reasoning. */
export interface Sealer {
  /**
   * @param text what only this server is to read
   * @param boundTo whom it is sealed for (a key's owner); it opens for nobody else
   */
  seal(text: string, boundTo?: string): string
  /**
   * @throws SealError where it is foreign, cut, changed, or bound to somebody else
   */
  open(sealed: string, boundTo?: string): string
}

const version = 1
const keyIdLength = 4
const nonceLength = 12
const tagLength = 16
const headerLength = 1 + keyIdLength

interface DerivedKey {
  id: Buffer
  key: Buffer
}

/**
 * AES-256-GCM with node:crypto and not WebCrypto, as the text is needed inside `output_item.done`, which is said
 * synchronously. Layout, in base64url: version (1 byte), key id (4), nonce (12), ciphertext, tag (16). Version and key
 * id are authenticated, and so is `boundTo`. A random nonce is safe for 2^32 texts under one key; then rotate.
 *
 * @param keys 32 bytes each; the first seals, all of them open (so a key is rotated by putting a new one in front)
 * @throws CounterpointError `sealing/key` where there is no key, or one is not 32 bytes long
 */
export function createSealer(keys: readonly Uint8Array[]): Sealer {
  const derived = keys.map(derive)
  const [current] = derived
  if (current === undefined) {
    throw new CounterpointError('sealing/key', 'There is no sealing key; give one of 32 bytes (base64 or hex).')
  }
  return {
    seal(text, boundTo = '') {
      const header = Buffer.concat([Buffer.of(version), current.id])
      const nonce = randomBytes(nonceLength)
      const cipher = createCipheriv('aes-256-gcm', current.key, nonce, { authTagLength: tagLength })
      cipher.setAAD(associated(header, boundTo))
      const body = Buffer.concat([cipher.update(text, 'utf8'), cipher.final()])
      return Buffer.concat([header, nonce, body, cipher.getAuthTag()]).toString('base64url')
    },
    open(sealed, boundTo = '') {
      const bytes = read(sealed)
      const header = bytes.subarray(0, headerLength)
      const id = header.subarray(1)
      const known = derived.find((each) => each.id.equals(id))
      if (known === undefined) {
        throw new SealError('sealing/unknown-key', 'It was sealed under a key that this server does not have.')
      }
      const nonce = bytes.subarray(headerLength, headerLength + nonceLength)
      const decipher = createDecipheriv('aes-256-gcm', known.key, nonce, { authTagLength: tagLength })
      decipher.setAAD(associated(header, boundTo))
      decipher.setAuthTag(bytes.subarray(-tagLength))
      try {
        const body = bytes.subarray(headerLength + nonceLength, -tagLength)
        return Buffer.concat([decipher.update(body), decipher.final()]).toString('utf8')
      } catch {
        throw new SealError('sealing/tampered', 'It was changed on the way, or it was sealed for another API key.')
      }
    },
  }
}

/**
 * Reads a key as an operator writes it.
 *
 * @param text 64 hexadecimal digits, or 32 bytes as base64 or base64url
 * @throws CounterpointError `sealing/key` without repeating the text: it is a secret, and errors are logged
 */
export function readSealingKey(text: string): Uint8Array {
  const trimmed = text.trim()
  if (/^[0-9a-f]{64}$/i.test(trimmed)) return Buffer.from(trimmed, 'hex')
  if (/^[\w+/-]{43}=?$/.test(trimmed)) return Buffer.from(trimmed, 'base64')
  const mend = 'give 64 hex digits or 44 base64 characters, as `openssl rand -base64 32` prints'
  throw new CounterpointError(
    'sealing/key',
    `The sealing key has ${trimmed.length} characters and is unreadable; ${mend}.`,
  )
}

/** A key for this one use, so that the operator's key can serve others too, and an id that tells nothing of it. */
function derive(key: Uint8Array): DerivedKey {
  if (key.length !== 32) {
    throw new CounterpointError('sealing/key', `A sealing key has ${key.length} bytes; it has to have 32.`)
  }
  const use = (info: string, length: number) => Buffer.from(hkdfSync('sha256', key, '', `counterpoint/${info}`, length))
  return { key: use('encrypted-content', 32), id: use('encrypted-content-id', keyIdLength) }
}

function associated(header: Uint8Array, boundTo: string): Buffer {
  return Buffer.concat([header, Buffer.from(boundTo, 'utf8')])
}

function read(sealed: string): Buffer {
  // Buffer passes over what is not base64url; a changed character must not be one of those.
  const bytes = /^[\w-]*$/.test(sealed) ? Buffer.from(sealed, 'base64url') : Buffer.alloc(0)
  if (bytes.length < headerLength + nonceLength + tagLength || bytes[0] !== version) {
    throw new SealError('sealing/unreadable', 'It is not something that this server has sealed, or it was cut short.')
  }
  if (bytes.toString('base64url') !== sealed) {
    throw new SealError('sealing/tampered', 'Its last character was changed; send it back as it was given.')
  }
  return bytes
}

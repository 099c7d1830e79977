import type { Transform } from 'node:stream'
import { constants, createBrotliDecompress, createGunzip, createInflate, createZstdDecompress } from 'node:zlib'

/** Bytes that may wait to be unpacked; who sends faster than that is not checked any further. */
const mostWaiting = 8 * 1024 * 1024

/** Unpacks a body's bytes for the checker; the client gets them packed, as they came. */
export interface Decoder {
  /** @returns false where it can't keep up */
  write(bytes: Uint8Array): boolean
  end(): Promise<void>
}

/**
 * A decoder for a `content-encoding`; null for one that is not known.
 *
 * @param onBytes called with what was unpacked
 */
export function createDecoder(encoding: string, onBytes: (bytes: Uint8Array) => void): Decoder | null {
  const name = encoding.trim().toLowerCase()
  if (name === '' || name === 'identity') {
    return {
      write(bytes) {
        onBytes(bytes)
        return true
      },
      end: async () => undefined,
    }
  }
  const unpack = transformOf(name)
  return unpack === null ? null : new Unpacking(unpack, onBytes)
}

/** Flushing at the end: a stream that was cut off is checked as far as it went. */
const options = { finishFlush: constants.Z_SYNC_FLUSH }

function transformOf(name: string): Transform | null {
  switch (name) {
    case 'gzip':
    case 'x-gzip':
      return createGunzip(options)
    case 'deflate':
      return createInflate(options)
    case 'br':
      return createBrotliDecompress({ finishFlush: constants.BROTLI_OPERATION_FLUSH })
    case 'zstd':
      // Node 22.13 and 22.14 have none.
      return typeof createZstdDecompress === 'function' ? createZstdDecompress() : null
    default:
      return null
  }
}

class Unpacking implements Decoder {
  readonly #unpack: Transform
  readonly #over: Promise<void>

  constructor(unpack: Transform, onBytes: (bytes: Uint8Array) => void) {
    this.#unpack = unpack
    const { promise, resolve } = Promise.withResolvers<void>()
    this.#over = promise
    unpack.on('data', onBytes)
    unpack.on('close', resolve)
    // What is no gzip ends there: the stream that the checker sees is cut.
    unpack.on('error', () => resolve())
  }

  write(bytes: Uint8Array): boolean {
    if (this.#unpack.destroyed) return true
    this.#unpack.write(bytes)
    if (this.#unpack.writableLength <= mostWaiting) return true
    this.#unpack.destroy()
    return false
  }

  async end(): Promise<void> {
    if (!this.#unpack.destroyed) this.#unpack.end()
    await this.#over
  }
}

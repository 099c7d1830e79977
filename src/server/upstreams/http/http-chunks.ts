import { ChunkBatches } from '../../../runtime/chunk-batches.ts'
import type { Take } from '../../../runtime/take.ts'
import { ChunkReader, ChunkTooLargeError, type ReadChunksOptions } from '../../../sources/chunk-reader.ts'
import { Utf8Decoder } from '../../../sources/utf8.ts'
import type { Beaten } from '../../heartbeat.ts'
import { UpstreamError } from '../error.ts'
import { timedOut } from './deadline.ts'
import { beatsOfIdle, type IdleLimit } from './options.ts'
import type { BodyReader, ReplyBody } from './transport.ts'

/** How a reply is read. */
export interface HttpChunksOptions extends ReadChunksOptions {
  /** Ends the exchange; what it is read with is rejected with the signal's reason. */
  signal: AbortSignal
  /** How long the next bytes may take, from `each` on. */
  idle: IdleLimit
}

/**
 * The chunks of an upstream's reply, from the bytes of one read of the network to the chunks in them without a promise
 * between: five of them for each chunk were most of what a chunk cost, and the frames that waited most of a stream's memory.
 */
export class HttpChunks extends ChunkBatches implements BodyReader, Beaten {
  /** How many bytes have come. */
  received = 0
  readonly #body: ReplyBody
  readonly #chunks: ChunkReader
  readonly #utf8 = new Utf8Decoder()
  readonly #signal: AbortSignal
  readonly #idle: IdleLimit
  #first: PromiseWithResolvers<readonly unknown[] | null> | null = Promise.withResolvers()
  /** The first chunks, and what lets the next ones come, until somebody takes them. */
  #held: { list: readonly unknown[]; goOn: () => void } | null = null
  #take: Take<readonly unknown[]> | null = null
  #over: PromiseWithResolvers<void> | null = null
  #failure: { reason: unknown } | null = null
  /** Nobody is ready for more: a slow reader is not the upstream's fault. */
  #isPaused = false
  /** For how many beats the next bytes have been waited for. */
  #quiet = 0

  constructor(body: ReplyBody, options: HttpChunksOptions) {
    super()
    this.#body = body
    this.#chunks = new ChunkReader(options)
    this.#signal = options.signal
    this.#idle = options.idle
    this.#signal.addEventListener('abort', this.#abort)
    if (this.#signal.aborted) this.#abort()
    body.read(this)
  }

  /** The first chunks, which `each` hands over again; null where there are none. Rejects with what the reply breaks with. */
  first(): Promise<readonly unknown[] | null> {
    return this.#first?.promise ?? Promise.resolve(this.#held?.list ?? null)
  }

  each(take: Take<readonly unknown[]>): Promise<void> {
    if (this.#failure !== null) return Promise.reject(this.#told(this.#failure.reason))
    this.#over = Promise.withResolvers()
    const { promise } = this.#over
    const held = this.#held
    this.#held = null
    this.#take = take
    this.#idle.heartbeat.add(this)
    if (held === null) this.#settle()
    else this.#handOver(held)
    return promise
  }

  cancel(reason: unknown): void {
    this.#body.cancel(reason)
    this.fail(reason)
  }

  take(bytes: Uint8Array): Promise<void> | 'enough' | null {
    this.received += bytes.length
    this.#quiet = 0
    let failure: { reason: unknown } | null = null
    try {
      this.#chunks.write(this.#utf8.write(bytes))
    } catch (reason) {
      failure = { reason }
    }
    // Also what was whole before something broke.
    const taken = this.#given()
    if (failure === null) return taken
    if (taken === null || taken === 'enough') throw failure.reason
    return taken.then(() => Promise.reject(failure.reason))
  }

  end(): void {
    try {
      this.#chunks.write(this.#utf8.end())
      this.#chunks.end()
      const taken = this.#given()
      if (taken === null) this.#settle()
      else if (taken !== 'enough') taken.then(() => this.#settle()).catch((reason: unknown) => this.fail(reason))
    } catch (reason) {
      this.fail(reason)
    }
  }

  fail(reason: unknown): void {
    this.#failure ??= { reason }
    this.#first?.reject(reason)
    this.#first = null
    this.#over?.reject(this.#told(reason))
    this.#settle()
  }

  beat(): void {
    if (this.#isPaused) return
    this.#quiet += 1
    if (this.#quiet > beatsOfIdle) this.cancel(timedOut(`sent no more for ${this.#idle.limit} ms`))
  }

  readonly #abort = (): void => this.cancel(this.#signal.reason)

  /** Gives the chunks that are whole; holds the first ones until they are asked for. */
  #given(): Promise<void> | 'enough' | null {
    const list = this.#chunks.drain()
    if (list.length === 0) return null
    if (this.#take === null) {
      const { promise, resolve } = Promise.withResolvers<void>()
      this.#held = { list, goOn: resolve }
      this.#first?.resolve(list)
      this.#first = null
      return promise
    }
    return this.#taken(this.#take(list))
  }

  #handOver({ list, goOn }: { list: readonly unknown[]; goOn: () => void }): void {
    try {
      const taken = this.#taken(this.#take?.(list) ?? null)
      if (taken === 'enough') this.#body.cancel(null)
      else if (taken === null) goOn()
      else taken.then(goOn).catch((reason: unknown) => this.cancel(reason))
    } catch (reason) {
      this.cancel(reason)
    }
  }

  #taken(taken: Promise<void> | 'enough' | null): Promise<void> | 'enough' | null {
    if (taken === 'enough') this.#settle()
    if (taken === null || taken === 'enough') return taken
    this.#isPaused = true
    return taken.finally(() => {
      this.#isPaused = false
      this.#quiet = 0
    })
  }

  /** Nothing more comes, or is wanted. */
  #settle(): void {
    this.#idle.heartbeat.delete(this)
    this.#signal.removeEventListener('abort', this.#abort)
    this.#first?.resolve(null)
    this.#first = null
    this.#over?.resolve()
    this.#over = null
  }

  #told(reason: unknown): unknown {
    if (this.#signal.aborted) return this.#signal.reason
    return reason instanceof UpstreamError ? reason : broken(reason)
  }
}

/** An upstream broke off, after something had come. */
export function broken(error: unknown): UpstreamError {
  const why = error instanceof ChunkTooLargeError ? error.message : `The upstream hung up: ${textOf(error)}.`
  return new UpstreamError('upstream_broken', 502, why, { cause: error })
}

/** `fetch` says only that it failed; why stands in the cause. */
export function textOf(error: unknown): string {
  if (!(error instanceof Error)) return String(error)
  return error.cause instanceof Error ? `${error.message} (${error.cause.message})` : error.message
}

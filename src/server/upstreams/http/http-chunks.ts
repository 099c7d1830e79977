import { ChunkBatches } from '../../../runtime/chunk-batches.ts'
import type { Take } from '../../../runtime/take.ts'
import { ChunkReader, ChunkTooLargeError, type ReadChunksOptions } from '../../../sources/chunk-reader.ts'
import { Utf8Decoder } from '../../../sources/utf8.ts'
import type { Beaten, Heartbeat } from '../../heartbeat.ts'
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
  readonly #heartbeat: Heartbeat
  #first: PromiseWithResolvers<readonly unknown[] | null> | null = Promise.withResolvers()
  /** The first chunks, and what lets the next ones come, until somebody takes them. */
  #held: { list: readonly unknown[]; goOn: () => void } | null = null
  #take: Take<readonly unknown[]> | null = null
  #over: PromiseWithResolvers<void> | null = null
  /** Why it is over; `isOwn` where it is no failure of the upstream's: who took the chunks has thrown. */
  #failure: { reason: unknown; isOwn: boolean } | null = null
  #isWhole = false
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
    this.#heartbeat = options.idle.heartbeat()
    // Whoever asks for them hears of it, also later.
    this.#first?.promise.catch(() => undefined)
    this.#signal.addEventListener('abort', this.#abort)
    if (this.#signal.aborted) this.#abort()
    body.read(this)
  }

  /** The first chunks, which `each` hands over again; null where there are none. Rejects with what the reply breaks with. */
  first(): Promise<readonly unknown[] | null> {
    if (this.#failure !== null) return Promise.reject(this.#failure.reason)
    return this.#first?.promise ?? Promise.resolve(this.#held?.list ?? null)
  }

  each(take: Take<readonly unknown[]>): Promise<void> {
    if (this.#failure !== null) return Promise.reject(this.#told(this.#failure))
    this.#over = Promise.withResolvers()
    const { promise } = this.#over
    const held = this.#held
    this.#held = null
    this.#take = take
    this.#heartbeat.add(this)
    if (held !== null) this.#handOver(held)
    else if (this.#isWhole) this.#settle()
    return promise
  }

  cancel(reason: unknown): void {
    this.#body.cancel(reason)
    this.fail(reason)
  }

  take(bytes: Uint8Array): Promise<void> | 'enough' | null {
    if (this.#failure !== null) return 'enough'
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
    if (this.#failure !== null) return
    this.#isWhole = true
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
    this.#failure ??= { reason, isOwn: false }
    this.#first?.reject(reason)
    this.#first = null
    this.#over?.reject(this.#told(this.#failure))
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
    return this.#taken(this.#take, list)
  }

  #handOver({ list, goOn }: { list: readonly unknown[]; goOn: () => void }): void {
    try {
      const taken = this.#take === null ? null : this.#taken(this.#take, list)
      if (taken === 'enough') this.#body.cancel(null)
      else if (taken === null) goOn()
      else taken.then(goOn).catch((reason: unknown) => this.cancel(reason))
    } catch (reason) {
      this.cancel(reason)
    }
  }

  #taken(take: Take<readonly unknown[]>, list: readonly unknown[]): Promise<void> | 'enough' | null {
    let taken: ReturnType<typeof take>
    try {
      taken = take(list)
    } catch (reason) {
      throw this.#own(reason)
    }
    if (taken === 'enough') this.#settle()
    if (taken === null || taken === 'enough') return taken
    this.#isPaused = true
    return taken.then(this.#unpause, (reason: unknown) => {
      throw this.#own(reason)
    })
  }

  readonly #unpause = (): void => {
    this.#isPaused = false
    this.#quiet = 0
  }

  /** What a taker throws is no failure of the upstream's, and must not be told as one. */
  #own(reason: unknown): unknown {
    this.#failure ??= { reason, isOwn: true }
    return reason
  }

  /** Nothing more comes, or is wanted. */
  #settle(): void {
    this.#heartbeat.delete(this)
    this.#signal.removeEventListener('abort', this.#abort)
    this.#first?.resolve(null)
    this.#first = null
    this.#over?.resolve()
    this.#over = null
  }

  #told({ reason, isOwn }: { reason: unknown; isOwn: boolean }): unknown {
    if (this.#signal.aborted) return this.#signal.reason
    return isOwn || reason instanceof UpstreamError ? reason : broken(reason)
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

import { UpstreamError } from '../error.ts'

/**
 * The end of an exchange before its first chunk: by the client (the signal given), or because something took too long.
 * Each of them aborts `signal`; its reason is what to throw then.
 */
export class Deadline {
  readonly #controller = new AbortController()
  readonly #outer: AbortSignal
  readonly #timer: ReturnType<typeof setTimeout>

  /** @param limit milliseconds from now on */
  constructor(outer: AbortSignal, limit: number) {
    this.#outer = outer
    this.#timer = setTimeout(() => this.#controller.abort(timedOut(`said nothing within ${limit} ms`)), limit)
    if (outer.aborted) this.#abort()
    else outer.addEventListener('abort', this.#abort)
  }

  get signal(): AbortSignal {
    return this.#controller.signal
  }

  /** Nothing is awaited any more. */
  clear(): void {
    clearTimeout(this.#timer)
    this.#outer.removeEventListener('abort', this.#abort)
  }

  readonly #abort = (): void => {
    // Who asked may never read what came, and so never clear it.
    this.clear()
    this.#controller.abort(this.#outer.reason)
  }
}

/** In the middle of a stream agents see the message alone, and ask again for words that they know: "timed out". */
export function timedOut(how: string): UpstreamError {
  return new UpstreamError('upstream_timeout', 504, `The upstream timed out: it ${how}.`)
}

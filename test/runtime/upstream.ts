/** A model's output that tells what is done with it. */
export class Upstream {
  /** How many pieces were asked for. */
  asked = 0
  /** `return` was called, or the stream was cancelled. */
  isClosed = false
  readonly #pieces: readonly string[]
  readonly #more: 'ends' | 'waits' | Error

  /** @param more what comes after the pieces */
  constructor(pieces: readonly string[], more: 'ends' | 'waits' | Error = 'ends') {
    this.#pieces = pieces
    this.#more = more
  }

  get iterable(): AsyncIterable<string> {
    const next = async (): Promise<IteratorResult<string>> => {
      const piece = await this.#next()
      return piece === undefined ? { done: true, value: undefined } : { done: false, value: piece }
    }
    const close = async (): Promise<IteratorResult<string>> => {
      this.isClosed = true
      return { done: true, value: undefined }
    }
    return { [Symbol.asyncIterator]: () => ({ next, return: close }) }
  }

  get stream(): ReadableStream<string> {
    return new ReadableStream(
      {
        pull: async (controller) => {
          const piece = await this.#next()
          if (piece === undefined) controller.close()
          else controller.enqueue(piece)
        },
        cancel: () => {
          this.isClosed = true
        },
      },
      { highWaterMark: 0 },
    )
  }

  async #next(): Promise<string | undefined> {
    const piece = this.#pieces[this.asked]
    this.asked += 1
    if (piece !== undefined) return piece
    if (this.#more instanceof Error) throw this.#more
    return this.#more === 'ends' ? undefined : new Promise<never>(() => undefined)
  }
}

/** Lets everything that is ready happen. */
export async function settle(): Promise<void> {
  await new Promise((resolve) => setTimeout(resolve, 5))
}

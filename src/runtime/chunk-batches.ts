import type { Take } from './take.ts'

/**
 * Model output as parsed chunks, all that came at once in one list, handed over as they come. Whoever doesn't know of
 * lists reads the chunks one by one.
 */
export abstract class ChunkBatches implements AsyncIterable<object | string> {
  /**
   * Hands over the lists, to be called once, and instead of reading the chunks. Resolves at the end, or once enough was
   * taken; rejects with what they break with, or what `take` throws.
   */
  abstract each(take: Take<readonly unknown[]>): Promise<void>

  /** Ends what they come from; whoever reads them is rejected with the reason. */
  abstract cancel(reason: unknown): void

  async *[Symbol.asyncIterator](): AsyncGenerator<object | string> {
    let list: readonly unknown[] | null = null
    let isOver = false
    let came = Promise.withResolvers<void>()
    let goOn = Promise.withResolvers<void>()
    const over = this.each((next) => {
      list = next
      goOn = Promise.withResolvers()
      came.resolve()
      return goOn.promise
    }).finally(() => {
      isOver = true
      came.resolve()
    })
    // Told by the last `await`, where nobody has left before.
    over.catch(() => undefined)
    try {
      // oxlint-disable-next-line no-unmodified-loop-condition -- by `finally`, above
      while (!isOver) {
        await came.promise
        came = Promise.withResolvers()
        for (const chunk of list ?? []) yield pieceOf(chunk)
        list = null
        goOn.resolve()
      }
      await over
    } finally {
      if (!isOver) this.cancel(null)
      goOn.resolve()
    }
  }
}

/** Sources take anything; a number or a lone string must not be taken for a body, though. */
function pieceOf(chunk: unknown): object | string {
  if (chunk === '[DONE]') return chunk
  return typeof chunk === 'object' && chunk !== null ? chunk : [chunk]
}

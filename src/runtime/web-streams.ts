/**
 * Reads an iterable or a Web Stream until it ends or a signal is aborted, also while it waits for the next value.
 * Leaving early, or the abort, ends what is read: a stream is cancelled, an iterable's `return` is called.
 */
export function iterate<Value>(
  input: AsyncIterable<Value> | ReadableStream<Value>,
  signal?: AbortSignal,
): AsyncIterable<Value> {
  const iterator = 'getReader' in input ? streamIterator(input) : input[Symbol.asyncIterator]()
  return { [Symbol.asyncIterator]: () => (signal === undefined ? iterator : abortable(iterator, signal)) }
}

/** Ends what nobody will read: a body that is left alone keeps its connection. */
export async function discard(input: AsyncIterable<unknown> | ReadableStream<unknown>): Promise<void> {
  if ('getReader' in input) await input.cancel()
  else await input[Symbol.asyncIterator]().return?.()
}

/** A stream's own iterator queues `return` behind a pending read; cancelling the reader ends that read at once. */
function streamIterator<Value>(stream: ReadableStream<Value>): AsyncIterator<Value, undefined> {
  const reader = stream.getReader()
  return {
    async next() {
      const { done, value } = await reader.read()
      return done ? { done, value: undefined } : { done, value }
    },
    async return() {
      await reader.cancel()
      return { done: true, value: undefined }
    },
  }
}

async function* abortable<Value>(iterator: AsyncIterator<Value>, signal: AbortSignal): AsyncGenerator<Value> {
  const { promise: aborted, resolve } = Promise.withResolvers<IteratorReturnResult<undefined>>()
  const abort = () => resolve({ done: true, value: undefined })
  signal.addEventListener('abort', abort, { once: true })
  if (signal.aborted) abort()
  try {
    while (true) {
      const next = await Promise.race([aborted, iterator.next()])
      if (next.done === true) return
      yield next.value
    }
  } finally {
    signal.removeEventListener('abort', abort)
    const ended = Promise.resolve(iterator.return?.())
    // Not awaited after an abort: a generator that is waiting answers `return` only once its wait is over.
    if (signal.aborted) ended.catch(() => undefined)
    else await ended
  }
}

/** An iterable as a Web Stream that pulls one value at a time. `ReadableStream.from` is missing in some browsers. */
export function toReadableStream<Value>(input: AsyncIterable<Value>): ReadableStream<Value> {
  const iterator = input[Symbol.asyncIterator]()
  const source: UnderlyingDefaultSource<Value> = {
    async pull(controller) {
      const next = await iterator.next()
      if (next.done === true) controller.close()
      else controller.enqueue(next.value)
    },
    async cancel() {
      await iterator.return?.()
    },
  }
  return new ReadableStream(source, { highWaterMark: 0 })
}

/**
 * Passes a generator's values on, and releases what it would have read when it is left before its first value: a
 * generator that never ran has no `finally` to do it.
 */
export function releasing<Value>(
  values: AsyncGenerator<Value>,
  release: () => Promise<void>,
): AsyncIterableIterator<Value, undefined> {
  let isStarted = false
  return {
    next() {
      isStarted = true
      return values.next()
    },
    async return() {
      if (!isStarted) await release()
      isStarted = true
      await values.return(undefined)
      return { done: true, value: undefined }
    },
    [Symbol.asyncIterator]() {
      return this
    },
  }
}

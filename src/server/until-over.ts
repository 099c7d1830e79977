import type { ServerReply, StreamedBody, WriteText } from './http.ts'

/** Answers, and calls `onOver` once when the answer is over: written to its end, broken off, or never begun. */
export async function untilOver(
  onOver: () => void,
  answer: () => ServerReply | Promise<ServerReply>,
): Promise<ServerReply> {
  try {
    const reply = await answer()
    const { body } = reply
    if (typeof body === 'string') onOver()
    else reply.body = new WatchedBody(body, onOver)
    return reply
  } catch (error) {
    onOver()
    throw error
  }
}

/** A body whose end somebody waits for. A class: it is kept for as long as the stream. */
class WatchedBody implements StreamedBody {
  readonly #body: StreamedBody
  #onOver: (() => void) | null

  constructor(body: StreamedBody, onOver: () => void) {
    this.#body = body
    this.#onOver = onOver
  }

  pipe(write: WriteText): Promise<void> {
    const over = this.#body.pipe(write)
    // Not `finally`, which keeps more promises.
    over.then(this.#end, this.#end)
    return over
  }

  cancel(): void {
    this.#body.cancel()
    this.#end()
  }

  readonly #end = (): void => {
    this.#onOver?.()
    this.#onOver = null
  }
}

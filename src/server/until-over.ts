import type { ServerReply } from './http.ts'

/** Answers, and calls `onOver` once when the answer is over: written to its end, broken off, or never begun. */
export async function untilOver(
  onOver: () => void,
  answer: () => ServerReply | Promise<ServerReply>,
): Promise<ServerReply> {
  let isOver = false
  const end = () => {
    if (isOver) return
    isOver = true
    onOver()
  }
  try {
    const reply = await answer()
    const { body } = reply
    if (typeof body === 'string') end()
    else reply.body = { pipe: (write) => ended(body.pipe(write), end), cancel: () => (end(), body.cancel()) }
    return reply
  } catch (error) {
    end()
    throw error
  }
}

/** Not `finally`, whose promises and closures are kept for as long as the stream. */
function ended(over: Promise<void>, end: () => void): Promise<void> {
  over.then(end, end)
  return over
}

import type { Store } from '../store/store.ts'

/** How many batches are read from the log at once. */
const pageLength = 64

/** Which frames are wanted, by `sequence_number`. */
export interface LoggedRange {
  from: number
  /** Where it ends, this one not included; a log that ends before it is read to its end. */
  before: number
}

/** Frames of the log, whole and as they were sent, some at a time. Ends early where the log does, or was deleted. */
export async function* loggedFrames(store: Store, id: string, { from, before }: LoggedRange): AsyncGenerator<string> {
  for (let next = from; next < before;) {
    const page = await store.frames(id, next - 1, pageLength)
    if (page === undefined || page.batches.length === 0) return
    for (const batch of page.batches) {
      if (batch.first >= before) return
      // A batch that was logged after the reader came holds frames that it gets as they are said.
      yield batch.last < before ? batch.text : cutText(batch.text, before - batch.first)
      next = batch.last + 1
    }
  }
}

function cutText(text: string, count: number): string {
  let end = 0
  for (let frames = 0; frames < count; frames += 1) end = text.indexOf('\n\n', end) + 2
  return text.slice(0, end)
}

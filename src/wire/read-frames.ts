import { createParser } from 'eventsource-parser'

/** One frame as it came: its `event:` line where there is one, and its data, unread. */
export interface ReadFrame {
  event?: string
  data: string
}

/**
 * Reads server-sent events from text or bytes that are cut anywhere.
 *
 * @param input the body's chunks
 * @returns each frame's name and data, in order; comments and retry lines are passed over
 */
export async function* readFrames(input: AsyncIterable<string | Uint8Array>): AsyncGenerator<ReadFrame> {
  const frames: ReadFrame[] = []
  const parser = createParser({
    onEvent: ({ event, data }) => frames.push(event === undefined ? { data } : { event, data }),
  })
  const decoder = new TextDecoder()
  for await (const chunk of input) {
    parser.feed(typeof chunk === 'string' ? chunk : decoder.decode(chunk, { stream: true }))
    yield* frames.splice(0)
  }
  // A body that ends without its last blank line still said its last event; the specification would drop it.
  parser.feed(`${decoder.decode()}\n\n`)
  yield* frames
}

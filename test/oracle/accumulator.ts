import OpenAI from 'openai'
import { ResponseStream } from 'openai/lib/responses/ResponseStream'
import type { Response as ModelResponse } from 'openai/resources/responses/responses'

/**
 * What the official client makes of a stream, by its own state machine; rejects with what it throws. Rejects too for a
 * failed response: the client throws at the `error` event.
 *
 * `ResponseStream` runs here without HTTP, fed one JSON line per event: `stream()` below feeds the same object.
 */
export async function accumulate(events: readonly unknown[]): Promise<ModelResponse> {
  const bytes = new TextEncoder().encode(events.map((event) => `${JSON.stringify(event)}\n`).join(''))
  const body = new ReadableStream<Uint8Array>({
    start(controller) {
      controller.enqueue(bytes)
      controller.close()
    },
  })
  return ResponseStream.fromReadableStream(body).finalResponse()
}

/** The same over the client's whole path, `client.responses.stream()` on an SSE body. */
export async function accumulateOverHttp(events: readonly unknown[]): Promise<ModelResponse> {
  const client = new OpenAI({ apiKey: 'unused', maxRetries: 0, fetch: async () => answer(events) })
  return client.responses.stream({ model: 'any', input: 'any' }).finalResponse()
}

/** As above for either, with the error as a value. */
export async function outcome(
  accumulated: Promise<ModelResponse>,
): Promise<{ response: ModelResponse } | { error: Error }> {
  try {
    return { response: await accumulated }
  } catch (error) {
    return { error: error instanceof Error ? error : new Error(String(error)) }
  }
}

function answer(events: readonly unknown[]): Response {
  const frames = events.map((event) => {
    const type = typeof event === 'object' && event !== null && 'type' in event ? `event: ${String(event.type)}\n` : ''
    return `${type}data: ${typeof event === 'string' ? event : JSON.stringify(event)}\n\n`
  })
  return new Response(frames.join(''), { headers: { 'content-type': 'text/event-stream' } })
}

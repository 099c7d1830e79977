import { readFinishReason } from '../ending.ts'
import type { JsonRecord } from '../json.ts'
import type { SourceOptions } from '../source.ts'
import { countOf, createBackendSource, type HarmonyBackend, textOf } from './backend.ts'
import type { HarmonySource } from './text.ts'
import { usageOf } from '../usage.ts'

/**
 * Reads the chunks of Ollama's `/api/generate` with `raw: true`: JSON lines of `{response, done}`, the last one with
 * `done_reason` and the counts. The markers stand in the text; there are no ids.
 */
export function createOllamaSource(options: SourceOptions): HarmonySource<unknown> {
  return createBackendSource('ollama', options, { read, lateText: (chunk) => textOf(chunk.response) })
}

function read(chunk: JsonRecord, backend: HarmonyBackend): void {
  if (typeof chunk.response !== 'string' && chunk.done !== true) {
    backend.warn('bad-chunk', 'A chunk has neither a response nor an end; it was left out.', chunk)
    return
  }
  backend.say(textOf(chunk.response), [])
  // A server that reads Harmony itself in spite of `raw` leaves no markers, and thoughts stand beside the text.
  if (textOf(chunk.thinking) !== '') {
    backend.warn('thinking', 'The upstream took thoughts out of the raw text; they were left out.', chunk.thinking)
  }
  if (chunk.done !== true) return
  backend.counted(usageOf({ input: countOf(chunk.prompt_eval_count), output: countOf(chunk.eval_count) }))
  backend.stopped(reasonOf(chunk, backend))
}

/** `load` and `unload` answer an empty prompt; a server without a reason is one from before there were any. */
function reasonOf(chunk: JsonRecord, backend: HarmonyBackend): 'stop' | 'length' | 'content_filter' {
  const given = textOf(chunk.done_reason)
  const reason = readFinishReason(given)
  if (reason !== undefined && reason !== 'failed') return reason
  if (given !== '') backend.warn('finish-reason', 'The reason is unknown; it counts as stop.', given)
  return 'stop'
}

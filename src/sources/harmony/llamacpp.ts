import type { FinishReason } from '../../wire/input.ts'
import { isRecord } from '../json.ts'
import type { JsonRecord } from '../json.ts'
import type { SourceOptions } from '../source.ts'
import { countOf, createBackendSource, type HarmonyBackend, idsOf, textOf } from './backend.ts'
import type { HarmonySource } from './text.ts'
import { usageOf } from '../usage.ts'

/**
 * Reads the chunks of llama.cpp's `/completion` stream: `{content, tokens, stop}`, the last one with `stop: true`,
 * `stop_type` and the counts (harmony.md, "What backends stream"). Ids are used where `return_tokens` gives them.
 */
export function createLlamaCppSource(options: SourceOptions): HarmonySource<unknown> {
  return createBackendSource('llamacpp', options, { read, lateText: (chunk) => textOf(chunk.content) })
}

function read(chunk: JsonRecord, backend: HarmonyBackend): void {
  if (typeof chunk.content !== 'string' && chunk.stop !== true) {
    // With `return_progress`, chunks tell how far the prompt is read.
    if (!isRecord(chunk.prompt_progress)) {
      backend.warn('bad-chunk', 'A chunk has neither content nor an end; it was left out.', chunk)
    }
    return
  }
  backend.say(textOf(chunk.content), idsOf(chunk.tokens))
  if (chunk.stop !== true) return
  const timings = isRecord(chunk.timings) ? chunk.timings : {}
  backend.counted(
    usageOf({
      input: countOf(chunk.tokens_evaluated),
      cached: countOf(timings.cache_n),
      output: countOf(chunk.tokens_predicted),
    }),
  )
  backend.stopped(reasonOf(chunk), chunk.stopping_word)
}

/** Older servers say it with flags. `none` is an end for no reason of the model's. */
function reasonOf(chunk: JsonRecord): FinishReason {
  const limited = chunk.stop_type === 'limit' || chunk.stop_type === 'none' || chunk.stopped_limit === true
  return limited ? 'length' : 'stop'
}

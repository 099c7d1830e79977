import { isRecord } from '../json.ts'
import type { JsonRecord } from '../json.ts'
import type { SourceOptions } from '../source.ts'
import { countOf, createBackendSource, type HarmonyBackend, idsOf, textOf } from './backend.ts'
import { GrowingIds, GrowingText } from './growing.ts'
import type { HarmonySource } from './text.ts'
import { usageOf } from '../usage.ts'

/**
 * Reads the chunks of SGLang's `/generate` stream: `{text, output_ids, meta_info}`. Text and ids come whole each time,
 * or with `--incremental-streaming-output` only what is new; older servers with `--stream-output` do the one for the
 * text and the other for the ids. Each of the two is found out by itself.
 */
export function createSglangSource(options: SourceOptions): HarmonySource<unknown> {
  const text = new GrowingText()
  const ids = new GrowingIds()
  return createBackendSource('sglang', options, {
    read(chunk, backend) {
      const meta = isRecord(chunk.meta_info) ? chunk.meta_info : {}
      if (typeof chunk.text !== 'string' && !Array.isArray(chunk.output_ids)) {
        backend.warn('bad-chunk', 'A chunk has neither text nor ids; it was left out.', chunk)
      } else {
        const newIds = ids.take(idsOf(chunk.output_ids), countOf(meta.completion_tokens))
        backend.say(text.take(textOf(chunk.text)), newIds)
      }
      end(meta, backend)
    },
    lateText: (chunk) => text.take(textOf(chunk.text)),
  })
}

function end(meta: JsonRecord, backend: HarmonyBackend): void {
  const finish = isRecord(meta.finish_reason) ? meta.finish_reason : { type: meta.finish_reason }
  if (typeof finish.type !== 'string' || finish.type === '') return
  backend.counted(
    usageOf({
      input: countOf(meta.prompt_tokens),
      cached: countOf(meta.cached_tokens),
      output: countOf(meta.completion_tokens),
    }),
  )
  backend.finished(finish.type, finish.matched, textOf(finish.message))
}

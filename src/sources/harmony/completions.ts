import { isRecord } from '../json.ts'
import type { JsonRecord } from '../json.ts'
import { readUsage } from '../usage.ts'
import type { SourceOptions } from '../source.ts'
import { createBackendSource, type HarmonyBackend, idsOf, textOf } from './backend.ts'
import type { HarmonySource } from './text.ts'

/**
 * Reads the chunks of a `/v1/completions` stream (vLLM; harmony.md, "What backends stream"), each as `JSON.parse` gave
 * it: anything may stand there. Ids are used where upstream sends them (`return_token_ids`), text otherwise. An error
 * object, or the finish reasons `abort` and `error`, end in `response.fail`; so does `finish()` before any finish
 * reason, as `upstream_closed`.
 */
export function createCompletionsSource(options: SourceOptions): HarmonySource<unknown> {
  return createBackendSource('completions', options, { read, lateText })
}

function read(chunk: JsonRecord, backend: HarmonyBackend): void {
  const usage = readUsage(chunk)
  if (usage !== null) backend.counted(usage)
  const choice = firstChoice(chunk)
  if (choice !== null) readChoice(choice, backend)
  else if (!Array.isArray(chunk.choices) && usage === null) {
    backend.warn('no-choices', 'A chunk has neither choices nor usage nor an error; it was left out.', chunk)
  }
}

function readChoice(choice: JsonRecord, backend: HarmonyBackend): void {
  if (typeof choice.index === 'number' && choice.index !== 0) {
    backend.warn('other-choice', 'Only the first choice becomes a response; another one was left out.', choice)
    return
  }
  if (typeof choice.text !== 'string' && !Array.isArray(choice.token_ids) && isRecord(choice.delta)) {
    backend.warn(
      'bad-chunk',
      'A chunk is of Chat Completions and was left out; ask this upstream by that protocol.',
      choice,
    )
  }
  backend.say(typeof choice.text === 'string' ? choice.text : undefined, idsOf(choice.token_ids))
  if (typeof choice.finish_reason === 'string') backend.finished(choice.finish_reason, choice.stop_reason)
}

function lateText(chunk: JsonRecord): string {
  return textOf(firstChoice(chunk)?.text)
}

function firstChoice(chunk: JsonRecord): JsonRecord | null {
  const choice: unknown = Array.isArray(chunk.choices) ? chunk.choices[0] : null
  return isRecord(choice) ? choice : null
}

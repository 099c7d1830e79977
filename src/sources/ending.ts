import type { FinishReason, ResponseFailure } from '../wire/input.ts'
import { isRecord, jsonText } from './json.ts'
import type { JsonRecord } from './json.ts'

/** OpenAI's reasons, and what other servers say instead. */
const reasons = new Map<string, FinishReason | 'failed'>([
  ['stop', 'stop'],
  ['tool_calls', 'stop'],
  ['tool_call', 'stop'],
  ['function_call', 'stop'],
  ['eos', 'stop'],
  ['eos_token', 'stop'],
  ['end_turn', 'stop'],
  ['stop_sequence', 'stop'],
  ['tool_use', 'stop'],
  ['length', 'length'],
  ['max_tokens', 'length'],
  ['max_output_tokens', 'length'],
  ['model_length', 'length'],
  ['content_filter', 'content_filter'],
  ['safety', 'content_filter'],
  ['sensitive', 'content_filter'],
  // OpenRouter and Mistral, vLLM and SGLang, DeepSeek, Zhipu: the generation broke.
  ['error', 'failed'],
  ['abort', 'failed'],
  ['insufficient_system_resource', 'failed'],
  ['network_error', 'failed'],
])

/** What a `finish_reason` means, in any case of letters; undefined for one that nobody documents. */
export function readFinishReason(reason: string): FinishReason | 'failed' | undefined {
  return reasons.get(reason.toLowerCase())
}

/**
 * Finds the error that a chunk carries in place of choices, or beside them: `{error: {message, code, type}}`,
 * `{error: "…"}` (Ollama), or flat with `object: 'error'` (older vLLM). Gives null where there is none.
 */
export function readFailure(chunk: JsonRecord): ResponseFailure | null {
  const error = chunk.object === 'error' && !isRecord(chunk.error) ? chunk : chunk.error
  if (error === null || error === undefined || error === false) return null
  if (!isRecord(error)) {
    return { code: 'server_error', message: typeof error === 'string' ? error : jsonText(error) }
  }
  const type = typeof error.type === 'string' && error.type !== '' ? error.type : undefined
  const given = typeof error.code === 'number' ? String(error.code) : error.code
  return {
    code: typeof given === 'string' && given !== '' ? given : (type ?? 'server_error'),
    message: typeof error.message === 'string' ? error.message : jsonText(error),
    ...(typeof error.param === 'string' ? { param: error.param } : {}),
    ...(type === undefined ? {} : { type }),
  }
}

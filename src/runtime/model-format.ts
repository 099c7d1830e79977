/**
 * What a model's output is written in: Harmony text, Harmony tokens (`{id, text}` or `{token_ids, text}`), vLLM's
 * completion chunks, Chat Completions chunks, or the raw chunks of llama.cpp's `/completion`, SGLang's `/generate` and
 * Ollama's `/api/generate`.
 */
export type ModelFormat = 'harmony' | 'harmony-tokens' | 'vllm' | 'chat' | 'llamacpp' | 'sglang' | 'ollama'

/** The formats, the default first. */
export const modelFormats = [
  'harmony',
  'harmony-tokens',
  'vllm',
  'chat',
  'llamacpp',
  'sglang',
  'ollama',
] as const satisfies readonly ModelFormat[]

/** One piece of model output: of a body (text or bytes, framed or not), or a chunk that somebody has parsed. */
export type ModelOutputPiece = string | Uint8Array | object

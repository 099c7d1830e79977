import type { ModelFormat } from '../runtime/model-format.ts'
import { isTokens } from '../runtime/model-output.ts'
import { readFailure } from '../sources/ending.ts'
import { isRecord } from '../sources/json.ts'
import { CounterpointError } from '../wire/error.ts'

/**
 * The chunks of a file, once one of its format was seen. A file without any is the wrong file or the wrong `--from`:
 * said before anything is written.
 *
 * @throws CounterpointError `input/unusable`
 */
export async function usableChunks(
  chunks: AsyncGenerator<unknown>,
  file: string,
  from: Exclude<ModelFormat, 'harmony'>,
): Promise<AsyncIterable<object | string>> {
  const before: object[] = []
  for (let next = await chunks.next(); next.done !== true; next = await chunks.next()) {
    before.push(chunkOf(next.value))
    if (isUsable(next.value, from)) return startingWith(before, chunks)
  }
  const name = file === '-' ? 'standard input' : file
  const message = `${name} holds no ${from} chunks; give ${shapes[from]}, or another --from.`
  throw new CounterpointError('input/unusable', message)
}

const shapes = {
  'harmony-tokens': 'JSON lines of {"id": …, "text": …} or {"token_ids": […], "text": …}',
  vllm: 'the completion chunks of vLLM, as JSON lines or server-sent events',
  chat: 'Chat Completions chunks, as JSON lines or server-sent events',
  llamacpp: "the chunks of llama.cpp's /completion, as JSON lines or server-sent events",
  sglang: "the chunks of SGLang's /generate, as JSON lines or server-sent events",
  ollama: "the JSON lines of Ollama's /api/generate with raw: true",
}

/** The field that tells a chunk of a format. */
const signs = { llamacpp: 'content', sglang: 'meta_info', ollama: 'response' }

/** An upstream's error is usable: it becomes a failed response. */
function isUsable(chunk: unknown, from: Exclude<ModelFormat, 'harmony'>): boolean {
  if (from === 'harmony-tokens') return isTokens(chunk)
  if (!isRecord(chunk)) return false
  const isShaped = from === 'vllm' || from === 'chat' ? Array.isArray(chunk.choices) : signs[from] in chunk
  return isShaped || readFailure(chunk) !== null
}

async function* startingWith(before: object[], rest: AsyncIterable<unknown>): AsyncGenerator<object | string> {
  yield* before
  for await (const chunk of rest) yield chunk === '[DONE]' ? chunk : chunkOf(chunk)
}

/** Numbers and strings say nothing that a model said; the source warns of the list that they stand in. */
function chunkOf(value: unknown): object {
  return typeof value === 'object' && value !== null ? value : [value]
}

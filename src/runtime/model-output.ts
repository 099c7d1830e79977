import { type ChatSourceOptions, createChatSource } from '../sources/chat/source.ts'
import { readChunkBatches } from '../sources/chunks.ts'
import { createCompletionsSource } from '../sources/harmony/completions.ts'
import { createLlamaCppSource } from '../sources/harmony/llamacpp.ts'
import { createOllamaSource } from '../sources/harmony/ollama.ts'
import { createSglangSource } from '../sources/harmony/sglang.ts'
import { createHarmonyTextSource } from '../sources/harmony/text.ts'
import { createHarmonyTokenSource, type HarmonyTokens } from '../sources/harmony/tokens.ts'
import type { Source } from '../sources/source.ts'
import type { SourceWarning } from '../sources/warning.ts'
import { ChunkBatches } from './chunk-batches.ts'
import { decodeText } from './decode-text.ts'
import type { ModelFormat, ModelOutputPiece } from './model-format.ts'
import type { Take } from './take.ts'

/** How a format is read. */
export interface ModelOutputOptions extends ChatSourceOptions {
  /** Harmony token ids without text need a vocabulary; there is none in this package's core. */
  decode?: (id: number) => string
}

/** The reader of one stream of model output. */
export interface ModelOutputReader {
  /** The source; it takes the chunks that `batches` gives. */
  source: Source<unknown>
  /**
   * Reads a body into chunks: plain text, server-sent events, JSON lines. Parsed chunks pass through. Those that one
   * piece of output completes come in one list.
   */
  batches(output: AsyncIterable<ModelOutputPiece>): AsyncIterable<readonly unknown[]>
}

/**
 * Hands over what `batches` would give. Resolves at the end, or once enough was taken, which ends the reading of the
 * output. Rejects with what the output breaks with, or `take` throws.
 */
export function handOver(
  { batches }: Pick<ModelOutputReader, 'batches'>,
  output: AsyncIterable<ModelOutputPiece>,
  take: Take<readonly unknown[]>,
): Promise<void> {
  return output instanceof ChunkBatches ? output.each(take) : handOverLists(batches(output), take)
}

async function handOverLists(lists: AsyncIterable<readonly unknown[]>, take: Take<readonly unknown[]>): Promise<void> {
  for await (const list of lists) {
    const taken = take(list)
    if (taken === 'enough') return
    if (taken !== null) await taken
  }
}

/** Makes the reader of a format. */
export function readModelOutput(format: ModelFormat, options: ModelOutputOptions): ModelOutputReader {
  const decoded = (body: AsyncIterable<string | Uint8Array>) => decodeText(body, options.onWarning)
  const batches = (output: AsyncIterable<ModelOutputPiece>) =>
    pieces(output, (body) => readChunkBatches(decoded(body), options))
  switch (format) {
    case 'harmony': {
      const source = createHarmonyTextSource(options)
      const write = (chunk: unknown) => {
        if (typeof chunk === 'string') source.write(chunk)
        else options.onWarning?.(passedOver('source/not-text', 'text', 'give text or its UTF-8 bytes', chunk))
      }
      return {
        source: { write, finish: source.finish, fail: source.fail },
        batches: (output) => pieces(output, (body) => oneByOne(decoded(body))),
      }
    }
    case 'harmony-tokens': {
      const source = createHarmonyTokenSource(options)
      const write = (chunk: unknown) => {
        if (isTokens(chunk)) source.write(chunk)
        else options.onWarning?.(passedOver('source/not-a-token', 'token', tokenShapes, chunk))
      }
      return { source: { write, finish: source.finish, fail: source.fail }, batches }
    }
    case 'vllm':
      return { source: createCompletionsSource(options), batches }
    case 'chat':
      return { source: createChatSource(options), batches }
    case 'llamacpp':
      return { source: createLlamaCppSource(options), batches }
    case 'sglang':
      return { source: createSglangSource(options), batches }
    case 'ollama':
      return { source: createOllamaSource(options), batches }
  }
}

/** Reads runs of text and bytes as bodies; chunks between them pass through, in order. */
async function* pieces(
  output: AsyncIterable<ModelOutputPiece>,
  read: (body: AsyncIterable<string | Uint8Array>) => AsyncIterable<readonly unknown[]>,
): AsyncGenerator<readonly unknown[]> {
  const iterator = output[Symbol.asyncIterator]()
  const first = await iterator.next()
  const rest = { [Symbol.asyncIterator]: () => startingWith(first, iterator) }
  if (first.done === true) return
  if (bodyOf(first.value) === null) yield* oneByOne(rest)
  else yield* read(onlyBodies(rest))
}

async function* oneByOne(values: AsyncIterable<unknown>): AsyncGenerator<readonly unknown[]> {
  for await (const value of values) yield [value]
}

async function* startingWith<Piece>(
  first: IteratorResult<Piece>,
  iterator: AsyncIterator<Piece>,
): AsyncGenerator<Piece> {
  try {
    for (let next = first; next.done !== true; next = await iterator.next()) yield next.value
  } finally {
    await iterator.return?.()
  }
}

async function* onlyBodies(output: AsyncIterable<ModelOutputPiece>): AsyncGenerator<string | Uint8Array> {
  for await (const piece of output) yield bodyOf(piece) ?? `${JSON.stringify(piece)}\n`
}

/** A piece of a body, whatever holds its bytes; null where the piece is a chunk that somebody has parsed. */
function bodyOf(piece: ModelOutputPiece): string | Uint8Array | null {
  if (typeof piece === 'string' || piece instanceof Uint8Array) return piece
  if (piece instanceof ArrayBuffer) return new Uint8Array(piece)
  return ArrayBuffer.isView(piece) ? new Uint8Array(piece.buffer, piece.byteOffset, piece.byteLength) : null
}

/** Whether a value is a Harmony token or a chunk of them. */
export function isTokens(chunk: unknown): chunk is HarmonyTokens {
  if (typeof chunk !== 'object' || chunk === null) return false
  if ('text' in chunk && chunk.text !== null && chunk.text !== undefined && typeof chunk.text !== 'string') return false
  if ('id' in chunk) return Number.isInteger(chunk.id)
  return 'token_ids' in chunk && Array.isArray(chunk.token_ids) && chunk.token_ids.every(Number.isInteger)
}

const tokenShapes = 'give {id, text} or {token_ids, text}'

function passedOver(code: string, what: string, mend: string, chunk: unknown): SourceWarning {
  const text = JSON.stringify(chunk) ?? String(chunk)
  return { code, message: `A chunk is no ${what} and was passed over; ${mend}.`, offset: 0, text }
}

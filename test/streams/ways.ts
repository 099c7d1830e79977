import type { FinishReason } from '../../src/wire/input.ts'
import { isObject, type Json } from '../oracle/letter.ts'
import { cut, type Token, tokenize } from '../sources/harmony/tokens.ts'
import type { StreamCase } from './fixture.ts'
import { type Played, type Way, whole } from './play.ts'

/** How much of the work is done: all chunk sizes, or those up to `small` and a few larger ones. */
export interface Effort {
  small: number
}

const larger = [64, 100, 255, 256, 257, 1000, 4096]

/** The chunk sizes that are tried on something of a length. */
export function sizes(length: number, { small }: Effort): number[] {
  const all = Array.from({ length: Math.min(Math.max(1, length), small) }, (_, index) => index + 1)
  return [...all, ...larger.filter((size) => size > small && size < length)]
}

/** Every way to cut a case's input. */
export function waysOf(streamCase: StreamCase, played: Played, effort: Effort): Way[] {
  const { format } = whole(streamCase)
  const texts = streamCase.blocks.flatMap((block) => (block.kind === 'model' ? [block.text] : []))
  if (texts.length === 0) return []
  const longest = Math.max(...texts.map((text) => new TextEncoder().encode(text).length))
  const byBytes = sizes(longest, effort).map((size) => bytes(format, size))
  if (format === 'harmony') {
    const byCharacters = sizes(longest, effort).map((size) => characters(size))
    return [...byCharacters, ...byBytes, ...byTokens(), ...asCompletions(reasonOf(streamCase, played))]
  }
  if (format === 'chat' && !texts.some((text) => text.startsWith('data:'))) return [...byBytes, ...byDeltas(texts)]
  return byBytes
}

function characters(size: number): Way {
  return { name: `${size} characters at once`, format: 'harmony', cut: (text) => cut(text, size) }
}

function bytes(format: Way['format'], size: number): Way {
  return {
    name: `${size} bytes at once`,
    format,
    cut(text) {
      const all = new TextEncoder().encode(text)
      return Array.from({ length: Math.ceil(all.length / size) }, (_, n) => all.subarray(n * size, (n + 1) * size))
    },
  }
}

const perChunk = [1, 2, 3, 5, 8, 1000]
const perToken = [1, 3, 7, 1000]

function byTokens(): Way[] {
  return perChunk.flatMap((several) =>
    perToken.map((size): Way => ({
      name: `${several} tokens of up to ${size} characters at once`,
      format: 'harmony-tokens',
      cut: (text) => (several === 1 ? tokenize(text, size) : chunked(tokenize(text, size), several)),
    })),
  )
}

/** The same tokens as vLLM sends them: the stop token in the ids and not in the text. */
function asCompletions(reason: FinishReason): Way[] {
  return perChunk.map((several) => ({
    name: `vLLM chunks of ${several} tokens`,
    format: 'vllm',
    cut: (text) => [
      ...chunked(tokenize(text), several).map((choice) => ({ choices: [{ index: 0, ...choice }] })),
      { choices: [{ index: 0, text: '', token_ids: [], finish_reason: reason }] },
    ],
  }))
}

function chunked(tokens: readonly Token[], several: number): { token_ids: number[]; text: string }[] {
  return Array.from({ length: Math.ceil(tokens.length / several) }, (_, n) => {
    const chunk = tokens.slice(n * several, (n + 1) * several)
    return { token_ids: chunk.map(({ id }) => id), text: chunk.map(({ text }) => text).join('') }
  })
}

/** vLLM says why it stopped; text need not. */
function reasonOf({ options }: StreamCase, { events }: Played): FinishReason {
  return options.end?.reason ?? (events.at(-1)?.type === 'response.completed' ? 'stop' : 'length')
}

/** Chat chunks whose texts come one character, or three, at a time. */
function byDeltas(texts: readonly string[]): Way[] {
  if (!texts.every((text) => text.split('\n').every(isCuttableLine))) return []
  return [1, 3].map((size) => ({
    name: `deltas of ${size} characters`,
    format: 'chat',
    cut: (text) => chunksIn(text).flatMap((chunk) => cutDelta(chunk, size)),
  }))
}

function chunksIn(text: string): Json[] {
  const all: unknown[] = text.split('\n').flatMap((line): unknown[] => (line === '[DONE]' ? [] : [JSON.parse(line)]))
  return all.filter(isObject)
}

function isCuttableLine(line: string): boolean {
  if (line === '[DONE]') return true
  try {
    const chunk: unknown = JSON.parse(line)
    return isObject(chunk) && isCuttable(chunk)
  } catch {
    return false
  }
}

/** A chunk with one delta that says one thing: what several things say in turn, pieces of them would not. */
function isCuttable(chunk: Json): boolean {
  const delta = deltaOf(chunk)
  const choice: unknown = Array.isArray(chunk['choices']) ? chunk['choices'][0] : null
  if (isObject(choice) && choice['index'] !== 0) return false
  if (delta === null) return !('choices' in chunk) || Array.isArray(chunk['choices'])
  const said = ['content', 'reasoning', 'reasoning_content', 'refusal', 'tool_calls'].filter((name) => delta[name])
  return said.length <= 1 && said.every((name) => typeof delta[name] === 'string')
}

function cutDelta(chunk: Json, size: number): Json[] {
  const delta = deltaOf(chunk)
  const name = ['content', 'reasoning', 'reasoning_content', 'refusal'].find((each) => delta?.[each])
  if (delta === null || name === undefined) return [chunk]
  const pieces = cut(String(delta[name]), size).map((text) => ({
    ...chunk,
    choices: [{ index: 0, delta: { ...delta, [name]: text }, finish_reason: null }],
  }))
  return [...pieces, withDelta(chunk, { ...delta, [name]: null })]
}

function deltaOf(chunk: Json): Json | null {
  const choice: unknown = Array.isArray(chunk['choices']) ? chunk['choices'][0] : null
  return isObject(choice) && isObject(choice['delta']) ? choice['delta'] : null
}

function withDelta(chunk: Json, delta: Json): Json {
  const choice: unknown = Array.isArray(chunk['choices']) ? chunk['choices'][0] : null
  return { ...chunk, choices: [isObject(choice) ? { ...choice, delta } : choice] }
}

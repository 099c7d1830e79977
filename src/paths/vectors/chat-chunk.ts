import type { TokenLogprob } from '../../wire/input.ts'

/** A piece of a call in a chunk's delta. */
export interface ChatCall {
  index: number
  id?: string
  type?: 'function' | 'custom'
  function?: { name?: string; arguments?: string }
  custom?: { name?: string; input?: string }
}

/** What a chunk adds. */
export interface ChatDelta {
  role?: 'assistant'
  content?: string
  reasoning_content?: string
  refusal?: string
  tool_calls?: readonly ChatCall[]
  annotations?: readonly object[]
}

/** A Chat Completions chunk, as far as a reader needs it. */
export interface ChatChunk {
  choices?: readonly {
    index: 0
    delta: ChatDelta
    logprobs?: { content: readonly TokenLogprob[] }
    finish_reason: string | null
  }[]
  usage?: object
  error?: { code: string; message: string; type?: string; param?: string }
}

/** A chunk of one delta. */
export function chunkOf(delta: ChatDelta, finish: string | null = null): ChatChunk {
  return { choices: [{ index: 0, delta, finish_reason: finish }] }
}

import type { Responses } from 'openai/resources/responses/responses'
import type {
  ResponseFailure,
  ResponseFinish,
  ResponseMachineInput,
  SegmentDelta,
  SegmentStart,
} from '../../wire/input.ts'
import { type ChatCall, type ChatChunk, type ChatDelta, chunkOf } from './chat-chunk.ts'
import { chatGrammar, voiceOf } from './chat-grammar.ts'
import { placeAfter } from './grammar.ts'

/** A path as Chat Completions chunks; null where they can't say it. */
export function chatChunks(inputs: readonly ResponseMachineInput[]): (ChatChunk | '[DONE]')[] | null {
  if (placeAfter(chatGrammar, inputs) !== 'over') return null
  const writer = new Writer()
  return inputs.flatMap((input) => writer.write(input))
}

/** Says each input as the chunks that tell it; what only ends something is told by what follows. */
class Writer {
  #speaks: 'content' | 'reasoning_content' | 'refusal' | 'function' | 'custom' | null = null
  #calls = 0

  write(input: ResponseMachineInput): (ChatChunk | '[DONE]')[] {
    switch (input.type) {
      case 'segment.start':
        return this.#start(input)
      case 'part.start':
        this.#speaks = input.part === 'refusal' ? 'refusal' : 'content'
        return []
      case 'segment.delta':
        return [this.#delta(input)]
      case 'annotation':
        return [chunkOf({ annotations: [citationOf(input.annotation)] })]
      case 'response.finish':
        return this.#finish(input)
      case 'response.fail':
        return [{ error: errorOf(input.error) }]
      default:
        return []
    }
  }

  #start(segment: SegmentStart): ChatChunk[] {
    const voice = voiceOf(segment)
    if (voice !== 'function' && voice !== 'custom') {
      this.#speaks = voice === 'reasoning' ? 'reasoning_content' : 'content'
      return []
    }
    this.#speaks = voice
    this.#calls += 1
    const name = (segment.recipient ?? '').replace(/^functions\./, '')
    const body = voice === 'function' ? { function: { name, arguments: '' } } : { custom: { name, input: '' } }
    return [chunkOf(this.#call({ id: segment.callId ?? '', type: voice, ...body }))]
  }

  #delta({ text, logprobs }: SegmentDelta): ChatChunk {
    switch (this.#speaks) {
      case 'function':
        return chunkOf(this.#call({ function: { arguments: text } }))
      case 'custom':
        return chunkOf(this.#call({ type: 'custom', custom: { input: text } }))
      default: {
        const delta = { [this.#speaks ?? 'content']: text }
        if (logprobs === undefined) return chunkOf(delta)
        return { choices: [{ index: 0, delta, logprobs: { content: logprobs }, finish_reason: null }] }
      }
    }
  }

  #call(call: Omit<ChatCall, 'index'>): ChatDelta {
    return { tool_calls: [{ index: this.#calls - 1, ...call }] }
  }

  #finish({ reason, usage }: ResponseFinish): (ChatChunk | '[DONE]')[] {
    const calls = this.#speaks === 'function' || this.#speaks === 'custom'
    const last = chunkOf({}, reason === 'stop' && calls ? 'tool_calls' : reason)
    const counts: ChatChunk[] = usage ? [{ choices: [], usage: chatUsage(usage) }] : []
    return [last, ...counts, '[DONE]']
  }
}

function citationOf(annotation: Responses.ResponseOutputText['annotations'][number]): object {
  const { type, ...citation } = annotation
  return { type, [type]: citation }
}

function errorOf({ code, message, type, param }: ResponseFailure): NonNullable<ChatChunk['error']> {
  return { code, message, ...(type !== undefined && { type }), ...(typeof param === 'string' && { param }) }
}

/** Token counts as Chat Completions has them. */
export function chatUsage(usage: Responses.ResponseUsage): object {
  const { input_tokens, input_tokens_details, output_tokens, output_tokens_details, total_tokens } = usage
  return {
    prompt_tokens: input_tokens,
    completion_tokens: output_tokens,
    total_tokens,
    prompt_tokens_details: input_tokens_details,
    completion_tokens_details: output_tokens_details,
  }
}

import { type HarmonyUpstreamOptions, promptTextOf } from './harmony-prompt.ts'
import { harmonyUpstream } from './harmony-upstream.ts'
import type { Upstream } from './upstream.ts'

/** Ollama's `/api/generate` with `raw: true`. It takes prompts as text only. */
export function ollamaUpstream(options: HarmonyUpstreamOptions): Upstream {
  return harmonyUpstream(options, {
    format: 'ollama',
    endpoint: (url) => `${url.replace(/\/(?:v1|api)$/, '')}/api/generate`,
    body(conversation, model, onWarning) {
      const { sampling } = conversation
      return {
        model,
        prompt: promptTextOf(conversation, options, onWarning),
        raw: true,
        stream: true,
        options: {
          num_predict: sampling.maxOutputTokens ?? -1,
          temperature: sampling.temperature,
          top_p: sampling.topP,
          seed: sampling.seed,
          presence_penalty: sampling.presencePenalty,
          frequency_penalty: sampling.frequencyPenalty,
          // Not every model file names them. Which of the two it was shows in the message's recipient.
          stop: [...(sampling.stop ?? []), '<|return|>', '<|call|>'],
        },
      }
    },
  })
}

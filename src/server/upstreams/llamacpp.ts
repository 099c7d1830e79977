import { type HarmonyUpstreamOptions, promptOf } from './harmony-prompt.ts'
import { harmonyUpstream, markers } from './harmony-upstream.ts'
import type { Upstream } from './upstream.ts'

/** llama.cpp's `/completion`, streaming text with its token ids. It takes prompts as text or ids. */
export function llamaCppUpstream(options: HarmonyUpstreamOptions): Upstream {
  return harmonyUpstream(options, {
    format: 'llamacpp',
    endpoint: (url) => `${url.replace(/\/v1$/, '')}/completion`,
    body(conversation, model, onWarning) {
      const { sampling, extra } = conversation
      return {
        ...extra,
        // A single model runs there, unless a router stands in front.
        model,
        prompt: promptOf(conversation, options, onWarning),
        stream: true,
        n_predict: sampling.maxOutputTokens ?? -1,
        temperature: sampling.temperature,
        top_p: sampling.topP,
        seed: sampling.seed,
        stop: sampling.stop,
        presence_penalty: sampling.presencePenalty,
        frequency_penalty: sampling.frequencyPenalty,
        cache_prompt: true,
        return_tokens: true,
        preserved_tokens: markers,
      }
    },
  })
}

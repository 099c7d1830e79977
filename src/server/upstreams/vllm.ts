import { type HarmonyUpstreamOptions, promptOf } from './harmony-prompt.ts'
import { harmonyUpstream, turnEnds } from './harmony-upstream.ts'
import { v1 } from './http/options.ts'
import type { Upstream } from './upstream.ts'

/** vLLM's `/v1/completions`, streaming token ids. It takes prompts as text or ids. */
export function vllmUpstream(options: HarmonyUpstreamOptions): Upstream {
  return harmonyUpstream(options, {
    format: 'vllm',
    endpoint: (url) => v1(url, '/completions'),
    body(conversation, model, onWarning) {
      const { sampling, extra, user } = conversation
      return {
        ...extra,
        model,
        prompt: promptOf(conversation, options, onWarning),
        stream: true,
        stream_options: { include_usage: true },
        // Absent means 16 there; null means as many as fit.
        max_tokens: sampling.maxOutputTokens ?? null,
        temperature: sampling.temperature,
        top_p: sampling.topP,
        seed: sampling.seed,
        stop: sampling.stop,
        presence_penalty: sampling.presencePenalty,
        frequency_penalty: sampling.frequencyPenalty,
        user,
        stop_token_ids: turnEnds,
        add_special_tokens: false,
        skip_special_tokens: false,
        spaces_between_special_tokens: false,
        return_token_ids: true,
      }
    },
  })
}

import { type HarmonyUpstreamOptions, promptOf } from './harmony-prompt.ts'
import { harmonyUpstream, turnEnds } from './harmony-upstream.ts'
import type { Upstream } from './upstream.ts'

/** SGLang's own `/generate`. It takes prompts as text or ids. */
export function sglangUpstream(options: HarmonyUpstreamOptions): Upstream {
  return harmonyUpstream(options, {
    format: 'sglang',
    endpoint: (url) => `${url.replace(/\/v1$/, '')}/generate`,
    body(conversation, _model, onWarning) {
      const { sampling } = conversation
      const prompt = promptOf(conversation, options, onWarning)
      return {
        // Unknown fields are refused there, so nothing is passed on.
        ...(typeof prompt === 'string' ? { text: prompt } : { input_ids: prompt }),
        stream: true,
        sampling_params: {
          // Absent means 128 there; null means as many as fit.
          max_new_tokens: sampling.maxOutputTokens ?? null,
          temperature: sampling.temperature,
          top_p: sampling.topP,
          stop: sampling.stop,
          presence_penalty: sampling.presencePenalty,
          frequency_penalty: sampling.frequencyPenalty,
          stop_token_ids: turnEnds,
          skip_special_tokens: false,
          spaces_between_special_tokens: false,
          no_stop_trim: true,
        },
      }
    },
  })
}

import type { ResponseFinish } from '../../wire/input.ts'

/** Token counts as the Responses API carries them. */
export type Usage = NonNullable<ResponseFinish['usage']>

/** The counts of one response; whatever is not known is 0. */
export function usageOf(counts: { input?: number; cached?: number; output: number; reasoning?: number }): Usage {
  const { input = 0, cached = 0, output, reasoning = 0 } = counts
  return {
    input_tokens: input,
    input_tokens_details: { cached_tokens: cached, cache_write_tokens: 0 },
    output_tokens: output,
    output_tokens_details: { reasoning_tokens: reasoning },
    total_tokens: input + output,
  }
}

import { chatUpstream } from './chat/upstream.ts'
import type { ChatUpstreamOptions } from './chat/options.ts'
import type { HarmonyUpstreamOptions } from './harmony-prompt.ts'
import { llamaCppUpstream } from './llamacpp.ts'
import { ollamaUpstream } from './ollama.ts'
import { sglangUpstream } from './sglang.ts'
import type { Upstream } from './upstream.ts'
import { vllmUpstream } from './vllm.ts'

/** How upstreams are spoken to: what `--protocol` takes. `harmony` is vLLM's `/v1/completions`. */
export const protocols = ['harmony', 'llamacpp', 'sglang', 'ollama', 'chat'] as const

/** One of them. */
export type Protocol = (typeof protocols)[number]

/** The options of any upstream; those that a protocol has no use for are not read. */
export type UpstreamOptions = HarmonyUpstreamOptions & ChatUpstreamOptions

/** Makes the upstream of a protocol. */
export function createUpstream(protocol: Protocol, options: UpstreamOptions): Upstream {
  switch (protocol) {
    case 'harmony':
      return vllmUpstream(options)
    case 'llamacpp':
      return llamaCppUpstream(options)
    case 'sglang':
      return sglangUpstream(options)
    case 'ollama':
      return ollamaUpstream(options)
    case 'chat':
      return chatUpstream(options)
  }
}

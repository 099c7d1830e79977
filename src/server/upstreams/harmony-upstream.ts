import type { ModelFormat } from '../../runtime/model-format.ts'
import type { Conversation } from '../conversation.ts'
import type { HarmonyUpstreamOptions } from './harmony-prompt.ts'
import { listModels } from './http/models.ts'
import { openStream } from './http/open-stream.ts'
import { settingsOf } from './http/options.ts'
import type { Upstream, UpstreamWarning } from './upstream.ts'

/** What tells one Harmony backend from another. */
export interface HarmonyBackendShape {
  format: ModelFormat
  /** The address of its generation endpoint, from the upstream's. */
  endpoint(url: string): string
  /**
   * The request's body.
   *
   * @throws UpstreamError `unsupported_input`
   */
  body(conversation: Conversation, model: string, onWarning?: (warning: UpstreamWarning) => void): object
}

/** Makes the upstream of a backend that takes a prompt and streams Harmony. */
export function harmonyUpstream(options: HarmonyUpstreamOptions, shape: HarmonyBackendShape): Upstream {
  const settings = settingsOf(options)
  const url = shape.endpoint(settings.url)
  return {
    name: options.name ?? shape.format,
    async generate(conversation, { signal, onWarning }) {
      if (conversation.sampling.topLogprobs !== undefined) {
        const message = 'Log probabilities of a Harmony backend are not read; none are given.'
        onWarning?.({ code: 'upstream/no-logprobs', message })
      }
      const body = shape.body(conversation, options.model ?? conversation.model, onWarning)
      const chunks = await openStream({ url, body }, settings, signal, onWarning)
      return { format: shape.format, chunks }
    },
    models: (signal) => listModels(settings, signal),
    close: () => settings.transport.close?.(),
  }
}

/** The ids that end a turn: `<|return|>` and `<|call|>`. */
export const turnEnds: readonly number[] = [200002, 200012]

/** The markers, for backends that would leave control tokens out of the text otherwise. */
export const markers: readonly string[] = [
  '<|start|>',
  '<|channel|>',
  '<|constrain|>',
  '<|message|>',
  '<|end|>',
  '<|call|>',
  '<|return|>',
]

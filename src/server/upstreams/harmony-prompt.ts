import type { Conversation } from '../conversation.ts'
import { renderPrompt, type RenderOptions } from '../prompt/render.ts'
import type { PromptEncoder } from '../prompt/to-ids.ts'
import { promptIds } from '../prompt/to-ids.ts'
import { promptText } from '../prompt/to-text.ts'
import type { HttpUpstreamOptions } from './http/options.ts'
import type { UpstreamWarning } from './upstream.ts'

/** An upstream that is given a Harmony prompt. */
export interface HarmonyUpstreamOptions extends HttpUpstreamOptions {
  /** With a vocabulary prompts are sent as token ids, where the backend takes any; as text otherwise. */
  encoder?: PromptEncoder
  /** The day that the model takes for today; today where absent. */
  currentDate?: () => string
  prompt?: Omit<RenderOptions, 'currentDate' | 'onWarning'>
}

/** A prompt as a backend takes it. */
export type Prompt = string | number[]

/**
 * The prompt of a conversation: text, with the markers in a user's words broken, or ids where there is a vocabulary.
 *
 * @throws UpstreamError `unsupported_input`
 */
export function promptOf(
  conversation: Conversation,
  options: HarmonyUpstreamOptions,
  onWarning?: (warning: UpstreamWarning) => void,
): Prompt {
  const { encoder, currentDate, prompt } = options
  const segments = renderPrompt(conversation, { ...prompt, currentDate: currentDate?.(), onWarning })
  return encoder === undefined ? textOf(segments, onWarning) : promptIds(segments, encoder)
}

/** The same for backends that take text only. */
export function promptTextOf(
  conversation: Conversation,
  options: HarmonyUpstreamOptions,
  onWarning?: (warning: UpstreamWarning) => void,
): string {
  const { currentDate, prompt } = options
  return textOf(renderPrompt(conversation, { ...prompt, currentDate: currentDate?.(), onWarning }), onWarning)
}

function textOf(segments: Parameters<typeof promptText>[0], onWarning?: (warning: UpstreamWarning) => void): string {
  return promptText(segments, () => {
    const message = 'A text holds what looks like a control token; a zero-width space was put into it.'
    onWarning?.({ code: 'prompt/broken-marker', message })
  })
}

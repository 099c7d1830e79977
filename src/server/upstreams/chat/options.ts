import type { HttpUpstreamOptions } from '../http/options.ts'

/** A Chat Completions server, and what it is known to take. The defaults are what nearly all of them take. */
export interface ChatUpstreamOptions extends HttpUpstreamOptions {
  /** What instructions are sent as. `system` where absent; OpenAI's own models want `developer`. */
  instructionsRole?: 'system' | 'developer'
  /** The field for the token limit. `max_tokens` where absent; OpenAI's own models want the other one. */
  maxTokensField?: 'max_tokens' | 'max_completion_tokens'
  /** Where thoughts of the running turn are sent back; null for servers that refuse them. */
  reasoningField?: 'reasoning_content' | 'reasoning' | null
  /**
   * How custom tools are offered. `function` where absent: as functions that take one string, which the answer is
   * taken out of again; few servers know `custom`.
   */
  customTools?: 'function' | 'custom'
}

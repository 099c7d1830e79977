import type { Conversation } from '../conversation.ts'
import type { Settings } from '../options.ts'
import type { GenerateOptions, Generation } from '../upstreams/upstream.ts'

/** Who asks, and how the asking ends early. */
export interface AskOptions extends GenerateOptions {
  responseId: string
}

/**
 * Asks the upstream for the model's next turn, observed. Resolves when its first chunk is there.
 *
 * @throws UpstreamError; the signal's reason once that is aborted
 */
export async function ask(
  conversation: Conversation,
  { upstream, observer }: Settings,
  { responseId, signal, onWarning }: AskOptions,
): Promise<Generation> {
  const since = performance.now()
  const answered = (error?: unknown) => {
    const duration = performance.now() - since
    observer.upstreamAnswered?.({ responseId, upstream: upstream.name, duration, error })
  }
  try {
    const generation = await upstream.generate(conversation, { signal, onWarning })
    answered()
    return generation
  } catch (error) {
    answered(error)
    throw error
  }
}

import { type ChatChunk, chunkOf } from '../vectors/chat-chunk.ts'
import { chatChunks } from '../vectors/chat-form.ts'
import { laidOut } from './chat-layout.ts'
import type { Scenario } from './scenario.ts'
import { type Asked, brokenModel, type Script } from './script.ts'

/** How a Chat Completions server plays a scenario. */
export function chatScript(scenario: Scenario, asked: Asked): Script {
  const { says, layout, pace = 'at once', breaks } = scenario
  if (breaks === 'refuses') return { kind: 'refusal', status: 500, body: brokenModel }
  const chunks = laidOut(chatChunks(says) ?? [], layout).filter((chunk) => isAsked(chunk, asked))
  const events = [chunkOf({ role: 'assistant', content: '' }), ...chunks].map((chunk) => whole(chunk, asked.model))
  // A model that breaks without a word says nothing of an error.
  const said = breaks === 'hangs up' || breaks === 'closes' ? events.slice(0, -1) : events
  return { kind: 'stream', events: said, pace, hangsUp: breaks === 'hangs up' }
}

/** Counts are sent to those who asked for them. */
function isAsked(chunk: ChatChunk | '[DONE]', { usage }: Asked): boolean {
  return usage || chunk === '[DONE]' || chunk.usage === undefined
}

function whole(chunk: ChatChunk | '[DONE]', model: string): object | string {
  if (chunk === '[DONE]') return chunk
  if (chunk.error !== undefined) return brokenModel
  return { id: 'chatcmpl-counterpoint', object: 'chat.completion.chunk', created: 1_700_000_000, model, ...chunk }
}

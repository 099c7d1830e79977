import type { Responses } from 'openai/resources/responses/responses'
import type { HostedTools, ItemInput } from './item.ts'
import { type DoneParams, itemAdded, itemDone, type ItemEmitter, type ItemIdentity, itemPlace } from './item.ts'

/** What a compaction is made with. */
export interface CompactionInput extends ItemIdentity {
  hostedTools: HostedTools
  /** The content, where it is known from the start; it stands in the item at D, as one that the host gives does. */
  encryptedContent?: string
}

/** A compaction in the making: nothing of it is streamed. */
export type CompactionContext = CompactionInput

/** The context of a compaction that has not begun. */
export function compactionContext(input: CompactionInput): CompactionContext {
  return { ...input }
}

/** The SDK's type has no status, and a whole compaction needs none. One that was cut says so: it is the response's last. */
type Compaction = Responses.ResponseCompactionItem & { status?: 'incomplete' }

function compaction(context: CompactionContext, encryptedContent: string, isCut = false) {
  return {
    id: context.id,
    type: 'compaction',
    ...(isCut ? { status: 'incomplete' as const } : undefined),
    encrypted_content: encryptedContent,
  } satisfies Compaction
}

function contentOf(context: CompactionContext, input: ItemInput): string {
  return (input.type === 'tool.output' ? input.output : undefined) ?? context.encryptedContent ?? ''
}

/** Every event of a compaction (protocol.md: `compaction  A compacting? D`). */
export const compactionEmitters = {
  'response.output_item.added': {
    event: (context) => itemAdded(context, compaction(context, '')),
  } satisfies ItemEmitter<CompactionContext, 'response.output_item.added'>,

  'response.compaction.compacting': {
    event: (context) => ({ type: 'response.compaction.compacting', ...itemPlace(context) }),
  } satisfies ItemEmitter<CompactionContext, 'response.compaction.compacting'>,

  'response.output_item.done': {
    event: (context, input, { status }) =>
      itemDone(context, compaction(context, contentOf(context, input), status === 'incomplete')),
  } satisfies ItemEmitter<CompactionContext, 'response.output_item.done', DoneParams<'completed' | 'incomplete'>>,
}

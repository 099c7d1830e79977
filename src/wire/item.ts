import type { Emitter } from './emitter.ts'
import type { ItemEvent, ItemEventOf, OutputItem } from './event.ts'
import type {
  Annotation,
  HostInput,
  PartEnd,
  PartStart,
  SegmentDelta,
  SegmentEnd,
  SegmentStart,
  TokenLogprob,
} from './input.ts'

/** What an item machine understands: the segment it is made from, and its tool's answer. */
export type ItemInput = SegmentStart | PartStart | PartEnd | SegmentDelta | SegmentEnd | Annotation | HostInput

/** How an item can stand when it is done. */
export type DoneStatus = 'completed' | 'incomplete' | 'failed'

/** What every item's context begins with. Ids and indexes are the parent's to give. */
export interface ItemIdentity {
  id: string
  outputIndex: number
}

/** Whether a hosted call is closed with its segment (`close`) or stays open for its tool's answer (`await`). */
export type HostedTools = 'close' | 'await'

/** Parameters of `response.output_item.done`. */
export interface DoneParams<Status extends DoneStatus = DoneStatus> {
  status: Status
}

/** `response.output_item.added` of an item. */
export function itemAdded(context: ItemIdentity, item: OutputItem) {
  return { type: 'response.output_item.added' as const, output_index: context.outputIndex, item }
}

/** `response.output_item.done` of an item. */
export function itemDone(context: ItemIdentity, item: OutputItem) {
  return { type: 'response.output_item.done' as const, output_index: context.outputIndex, item }
}

/** Where an item's own event belongs. Deltas spell it out: they come with every token, and a spread costs three times the rest. */
export function itemPlace(context: ItemIdentity) {
  return { item_id: context.id, output_index: context.outputIndex }
}

/** The text that an input brings; none but a delta does. */
export function textOf(input: ItemInput): string {
  return input.type === 'segment.delta' ? input.text : ''
}

/** The log probabilities that an input brings. */
export function logprobsOf(input: ItemInput): TokenLogprob[] {
  return input.type === 'segment.delta' ? (input.logprobs ?? []) : []
}

/** The emitter of one of an item's events. */
export type ItemEmitter<Context, Type extends ItemEvent['type'], Params = undefined> = Emitter<
  Context,
  ItemInput,
  ItemEventOf<Type>,
  Params
>

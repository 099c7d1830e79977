import type { Responses } from 'openai/resources/responses/responses'
import { type DoneParams, itemAdded, itemDone, type ItemEmitter, type ItemIdentity, itemPlace, textOf } from './item.ts'

/** What a reasoning item is made with. */
export type ReasoningInput = ItemIdentity

/** A thought in the making: its closed parts, and the open part's text so far. */
export interface ReasoningContext extends ReasoningInput {
  content: NonNullable<Responses.ResponseReasoningItem['content']>
  summary: Responses.ResponseReasoningItem['summary']
  text: string
}

/** The context of a thought that has said nothing yet. */
export function reasoningContext(input: ReasoningInput): ReasoningContext {
  return { ...input, content: [], summary: [], text: '' }
}

function reasoning(context: ReasoningContext, status: NonNullable<Responses.ResponseReasoningItem['status']>) {
  const { id, summary, content } = context
  return { id, type: 'reasoning', status, summary, content } satisfies Responses.ResponseReasoningItem
}

const contentPart = (context: ReasoningContext) => ({ type: 'reasoning_text' as const, text: context.text })
const summaryPart = (context: ReasoningContext) => ({ type: 'summary_text' as const, text: context.text })
const inContent = (context: ReasoningContext) => ({ ...itemPlace(context), content_index: context.content.length })
const inSummary = (context: ReasoningContext) => ({ ...itemPlace(context), summary_index: context.summary.length })

/** Every event of a reasoning item (protocol.md: `reasoning  A (RTEXT | SUMMARY)* D`). */
export const reasoningEmitters = {
  'response.output_item.added': {
    event: (context) => itemAdded(context, reasoning(context, 'in_progress')),
  } satisfies ItemEmitter<ReasoningContext, 'response.output_item.added'>,

  'response.content_part.added': {
    event: (context) => ({ type: 'response.content_part.added', ...inContent(context), part: contentPart(context) }),
  } satisfies ItemEmitter<ReasoningContext, 'response.content_part.added'>,

  'response.reasoning_text.delta': {
    event: (context, input) => ({
      type: 'response.reasoning_text.delta',
      item_id: context.id,
      output_index: context.outputIndex,
      content_index: context.content.length,
      delta: textOf(input),
    }),
    append: (context, input) => void (context.text += textOf(input)),
  } satisfies ItemEmitter<ReasoningContext, 'response.reasoning_text.delta'>,

  'response.reasoning_text.done': {
    event: (context) => ({ type: 'response.reasoning_text.done', ...inContent(context), text: context.text }),
  } satisfies ItemEmitter<ReasoningContext, 'response.reasoning_text.done'>,

  'response.content_part.done': {
    event: (context) => ({ type: 'response.content_part.done', ...inContent(context), part: contentPart(context) }),
    change: (context) => ({ content: [...context.content, contentPart(context)], text: '' }),
  } satisfies ItemEmitter<ReasoningContext, 'response.content_part.done'>,

  'response.reasoning_summary_part.added': {
    event: (context) => ({
      type: 'response.reasoning_summary_part.added',
      ...inSummary(context),
      part: summaryPart(context),
    }),
  } satisfies ItemEmitter<ReasoningContext, 'response.reasoning_summary_part.added'>,

  'response.reasoning_summary_text.delta': {
    event: (context, input) => ({
      type: 'response.reasoning_summary_text.delta',
      item_id: context.id,
      output_index: context.outputIndex,
      summary_index: context.summary.length,
      delta: textOf(input),
    }),
    append: (context, input) => void (context.text += textOf(input)),
  } satisfies ItemEmitter<ReasoningContext, 'response.reasoning_summary_text.delta'>,

  'response.reasoning_summary_text.done': {
    event: (context) => ({ type: 'response.reasoning_summary_text.done', ...inSummary(context), text: context.text }),
  } satisfies ItemEmitter<ReasoningContext, 'response.reasoning_summary_text.done'>,

  'response.reasoning_summary_part.done': {
    event: (context) => ({
      type: 'response.reasoning_summary_part.done',
      ...inSummary(context),
      part: summaryPart(context),
    }),
    change: (context) => ({ summary: [...context.summary, summaryPart(context)], text: '' }),
  } satisfies ItemEmitter<ReasoningContext, 'response.reasoning_summary_part.done'>,

  'response.output_item.done': {
    event: (context, _input, { status }) => itemDone(context, reasoning(context, status)),
  } satisfies ItemEmitter<ReasoningContext, 'response.output_item.done', DoneParams<'completed' | 'incomplete'>>,
}

import type { Responses } from 'openai/resources/responses/responses'
import type { TokenLogprob } from './input.ts'
import {
  type DoneParams,
  itemAdded,
  itemDone,
  type ItemEmitter,
  type ItemIdentity,
  itemPlace,
  logprobsOf,
  textOf,
} from './item.ts'
import { appended, type Pages } from './pages.ts'

/** Harmony's two visible channels, as `message.phase` tells them apart. */
export type MessagePhase = 'commentary' | 'final_answer'

/** What a message item is made with. */
export interface MessageInput extends ItemIdentity {
  phase: MessagePhase
}

/** A message in the making: its closed parts, and the open part's text so far. */
export interface MessageContext extends MessageInput {
  content: Responses.ResponseOutputMessage['content']
  text: string
  logprobs: Pages<TokenLogprob>
  annotations: Responses.ResponseOutputText['annotations']
}

/** The context of a message that has said nothing yet. */
export function messageContext(input: MessageInput): MessageContext {
  return { ...input, content: [], text: '', logprobs: [], annotations: [] }
}

/** Which kind of part `response.content_part.*` speaks of. */
export interface MessagePartParams {
  part: 'output_text' | 'refusal'
}

function message(context: MessageContext, status: Responses.ResponseOutputMessage['status']) {
  return {
    id: context.id,
    type: 'message',
    status,
    role: 'assistant',
    phase: context.phase,
    content: context.content,
  } satisfies Responses.ResponseOutputMessage
}

function openPart(context: MessageContext, part: MessagePartParams['part']): MessageContext['content'][number] {
  if (part === 'refusal') return { type: 'refusal', refusal: context.text }
  const { annotations, text, logprobs } = context
  return { type: 'output_text', annotations, logprobs: logprobs.flat().map(completeLogprob), text }
}

/** A part's log probabilities spell out what a delta's may leave out. */
function completeLogprob(logprob: TokenLogprob): Responses.ResponseOutputText.Logprob {
  const { token, logprob: value, top_logprobs = [] } = logprob
  const alternatives = top_logprobs.map((top) => ({ token: top.token ?? '', logprob: top.logprob ?? 0 }))
  return {
    token,
    bytes: utf8(token),
    logprob: value,
    top_logprobs: alternatives.map((top) => Object.assign(top, { bytes: utf8(top.token) })),
  }
}

const encoder = new TextEncoder()
const utf8 = (text: string): number[] => [...encoder.encode(text)]

const place = (context: MessageContext) => ({
  ...itemPlace(context),
  content_index: context.content.length,
})

/** Every event of a message item (protocol.md: `message  A (TEXT | REFUSAL)* D`). */
export const messageEmitters = {
  'response.output_item.added': {
    event: (context) => itemAdded(context, message(context, 'in_progress')),
  } satisfies ItemEmitter<MessageContext, 'response.output_item.added'>,

  'response.content_part.added': {
    event: (context, _input, { part }) => ({
      type: 'response.content_part.added',
      ...place(context),
      part: openPart(context, part),
    }),
  } satisfies ItemEmitter<MessageContext, 'response.content_part.added', MessagePartParams>,

  'response.output_text.delta': {
    event: (context, input) => ({
      type: 'response.output_text.delta',
      item_id: context.id,
      output_index: context.outputIndex,
      content_index: context.content.length,
      delta: textOf(input),
      logprobs: logprobsOf(input),
    }),
    append: (context, input) => {
      context.text += textOf(input)
      context.logprobs = appended(context.logprobs, logprobsOf(input))
    },
  } satisfies ItemEmitter<MessageContext, 'response.output_text.delta'>,

  'response.output_text.annotation.added': {
    event: (context, input) => ({
      type: 'response.output_text.annotation.added',
      ...place(context),
      annotation_index: context.annotations.length,
      annotation: input.type === 'annotation' ? input.annotation : null,
    }),
    change: (context, input) =>
      input.type === 'annotation' ? { annotations: [...context.annotations, input.annotation] } : {},
  } satisfies ItemEmitter<MessageContext, 'response.output_text.annotation.added'>,

  'response.output_text.done': {
    event: (context) => ({
      type: 'response.output_text.done',
      ...place(context),
      text: context.text,
      logprobs: context.logprobs.flat(),
    }),
  } satisfies ItemEmitter<MessageContext, 'response.output_text.done'>,

  'response.refusal.delta': {
    event: (context, input) => ({
      type: 'response.refusal.delta',
      item_id: context.id,
      output_index: context.outputIndex,
      content_index: context.content.length,
      delta: textOf(input),
    }),
    append: (context, input) => void (context.text += textOf(input)),
  } satisfies ItemEmitter<MessageContext, 'response.refusal.delta'>,

  'response.refusal.done': {
    event: (context) => ({ type: 'response.refusal.done', ...place(context), refusal: context.text }),
  } satisfies ItemEmitter<MessageContext, 'response.refusal.done'>,

  'response.content_part.done': {
    event: (context, _input, { part }) => ({
      type: 'response.content_part.done',
      ...place(context),
      part: openPart(context, part),
    }),
    change: (context, _input, { part }) => ({
      content: [...context.content, openPart(context, part)],
      text: '',
      logprobs: [],
      annotations: [],
    }),
  } satisfies ItemEmitter<MessageContext, 'response.content_part.done', MessagePartParams>,

  'response.output_item.done': {
    event: (context, _input, { status }) => itemDone(context, message(context, status)),
  } satisfies ItemEmitter<MessageContext, 'response.output_item.done', DoneParams<'completed' | 'incomplete'>>,
}

import type { Responses } from 'openai/resources/responses/responses'
import type { DoneStatus } from './item.ts'
import { type DoneParams, itemAdded, itemDone, type ItemEmitter, type ItemIdentity, itemPlace, textOf } from './item.ts'

/** What a custom tool's call is made with. */
export interface CustomToolCallInput extends ItemIdentity {
  callId: string
  name: string
  /** The namespace tool that the tool belongs to; left out where it belongs to none. */
  namespace?: string
}

/** A custom tool's call in the making; its input is free text. */
export interface CustomToolCallContext extends CustomToolCallInput {
  input: string
}

/** The context of a call whose input has not begun. */
export function customToolCallContext(input: CustomToolCallInput): CustomToolCallContext {
  return { ...input, input: '' }
}

function customToolCall(context: CustomToolCallContext, status: DoneStatus | 'in_progress') {
  const { id, callId, name, namespace, input } = context
  return {
    id,
    type: 'custom_tool_call',
    status,
    call_id: callId,
    name,
    ...(namespace === undefined ? undefined : { namespace }),
    input,
  } satisfies CustomToolCall
}

/** OpenAI sends the status; the SDK's output type forgot it (its `ResponseCustomToolCallItem` has it). */
type CustomToolCall = Responses.ResponseCustomToolCall & { status: DoneStatus | 'in_progress' }

/** Every event of a custom tool's call (protocol.md: `custom_tool_call  A input.delta* input.done D`). */
export const customToolCallEmitters = {
  'response.output_item.added': {
    event: (context) => itemAdded(context, customToolCall(context, 'in_progress')),
  } satisfies ItemEmitter<CustomToolCallContext, 'response.output_item.added'>,

  'response.custom_tool_call_input.delta': {
    event: (context, input) => ({
      type: 'response.custom_tool_call_input.delta',
      item_id: context.id,
      output_index: context.outputIndex,
      delta: textOf(input),
    }),
    append: (context, input) => void (context.input += textOf(input)),
  } satisfies ItemEmitter<CustomToolCallContext, 'response.custom_tool_call_input.delta'>,

  'response.custom_tool_call_input.done': {
    event: (context) => ({
      type: 'response.custom_tool_call_input.done',
      ...itemPlace(context),
      input: context.input,
    }),
  } satisfies ItemEmitter<CustomToolCallContext, 'response.custom_tool_call_input.done'>,

  'response.output_item.done': {
    event: (context, _input, { status }) => itemDone(context, customToolCall(context, status)),
  } satisfies ItemEmitter<CustomToolCallContext, 'response.output_item.done', DoneParams<'completed' | 'incomplete'>>,
}

import type { Responses } from 'openai/resources/responses/responses'
import { type DoneParams, itemAdded, itemDone, type ItemEmitter, type ItemIdentity, itemPlace, textOf } from './item.ts'

/** What a function call is made with. */
export interface FunctionCallInput extends ItemIdentity {
  callId: string
  name: string
  /** The namespace tool that the function belongs to; left out where it belongs to none. */
  namespace?: string
}

/** A function call in the making. */
export interface FunctionCallContext extends FunctionCallInput {
  arguments: string
}

/** The context of a call whose arguments have not begun. */
export function functionCallContext(input: FunctionCallInput): FunctionCallContext {
  return { ...input, arguments: '' }
}

function functionCall(context: FunctionCallContext, status: NonNullable<Responses.ResponseFunctionToolCall['status']>) {
  const { id, callId, name, namespace } = context
  return {
    id,
    type: 'function_call',
    status,
    call_id: callId,
    name,
    ...(namespace === undefined ? undefined : { namespace }),
    arguments: context.arguments,
  } satisfies Responses.ResponseFunctionToolCall
}

/** Every event of a function call (protocol.md: `function_call  A arguments.delta* arguments.done D`). */
export const functionCallEmitters = {
  'response.output_item.added': {
    event: (context) => itemAdded(context, functionCall(context, 'in_progress')),
  } satisfies ItemEmitter<FunctionCallContext, 'response.output_item.added'>,

  'response.function_call_arguments.delta': {
    event: (context, input) => ({
      type: 'response.function_call_arguments.delta',
      item_id: context.id,
      output_index: context.outputIndex,
      delta: textOf(input),
    }),
    append: (context, input) => void (context.arguments += textOf(input)),
  } satisfies ItemEmitter<FunctionCallContext, 'response.function_call_arguments.delta'>,

  'response.function_call_arguments.done': {
    event: (context) => ({
      type: 'response.function_call_arguments.done',
      ...itemPlace(context),
      arguments: context.arguments,
    }),
  } satisfies ItemEmitter<FunctionCallContext, 'response.function_call_arguments.done'>,

  'response.output_item.done': {
    event: (context, _input, { status }) => itemDone(context, functionCall(context, status)),
  } satisfies ItemEmitter<FunctionCallContext, 'response.output_item.done', DoneParams<'completed' | 'incomplete'>>,
}

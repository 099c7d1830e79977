import type { Responses } from 'openai/resources/responses/responses'
import type { HostedTools, ItemInput } from './item.ts'
import { type DoneParams, itemAdded, itemDone, type ItemEmitter, type ItemIdentity, itemPlace, textOf } from './item.ts'

type CodeInterpreterCall = Responses.ResponseCodeInterpreterToolCall

/** What a code interpreter call is made with. */
export interface CodeInterpreterCallInput extends ItemIdentity {
  containerId: string
  hostedTools: HostedTools
}

/** A code interpreter call in the making. */
export interface CodeInterpreterCallContext extends CodeInterpreterCallInput {
  code: string
}

/** The context of a call whose code has not begun. */
export function codeInterpreterCallContext(input: CodeInterpreterCallInput): CodeInterpreterCallContext {
  return { ...input, code: '' }
}

/** What the program printed and drew; a failure's message stands as logs, since the item has no field for it. */
function outputsOf(input: ItemInput | undefined): NonNullable<CodeInterpreterCall['outputs']> {
  if (input?.type === 'tool.error') return [{ type: 'logs', logs: input.error.message }]
  if (input?.type !== 'tool.output') return []
  return input.outputs ?? (input.output === undefined ? [] : [{ type: 'logs', logs: input.output }])
}

function codeInterpreterCall(
  context: CodeInterpreterCallContext,
  status: CodeInterpreterCall['status'],
  input?: ItemInput,
) {
  return {
    id: context.id,
    type: 'code_interpreter_call',
    status,
    code: context.code,
    container_id: context.containerId,
    outputs: outputsOf(input),
  } satisfies CodeInterpreterCall
}

/** Every event of a code interpreter call (protocol.md: `code_interpreter_call  A in_progress code.delta* code.done interpreting completed D`). */
export const codeInterpreterCallEmitters = {
  'response.output_item.added': {
    event: (context) => itemAdded(context, codeInterpreterCall(context, 'in_progress')),
  } satisfies ItemEmitter<CodeInterpreterCallContext, 'response.output_item.added'>,

  'response.code_interpreter_call.in_progress': {
    event: (context) => ({ type: 'response.code_interpreter_call.in_progress', ...itemPlace(context) }),
  } satisfies ItemEmitter<CodeInterpreterCallContext, 'response.code_interpreter_call.in_progress'>,

  'response.code_interpreter_call_code.delta': {
    event: (context, input) => ({
      type: 'response.code_interpreter_call_code.delta',
      item_id: context.id,
      output_index: context.outputIndex,
      delta: textOf(input),
    }),
    append: (context, input) => void (context.code += textOf(input)),
  } satisfies ItemEmitter<CodeInterpreterCallContext, 'response.code_interpreter_call_code.delta'>,

  'response.code_interpreter_call_code.done': {
    event: (context) => ({
      type: 'response.code_interpreter_call_code.done',
      ...itemPlace(context),
      code: context.code,
    }),
  } satisfies ItemEmitter<CodeInterpreterCallContext, 'response.code_interpreter_call_code.done'>,

  'response.code_interpreter_call.interpreting': {
    event: (context) => ({ type: 'response.code_interpreter_call.interpreting', ...itemPlace(context) }),
  } satisfies ItemEmitter<CodeInterpreterCallContext, 'response.code_interpreter_call.interpreting'>,

  'response.code_interpreter_call.completed': {
    event: (context) => ({ type: 'response.code_interpreter_call.completed', ...itemPlace(context) }),
  } satisfies ItemEmitter<CodeInterpreterCallContext, 'response.code_interpreter_call.completed'>,

  'response.output_item.done': {
    event: (context, input, { status }) => itemDone(context, codeInterpreterCall(context, status, input)),
  } satisfies ItemEmitter<CodeInterpreterCallContext, 'response.output_item.done', DoneParams>,
}

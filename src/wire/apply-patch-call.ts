import type { Responses } from 'openai/resources/responses/responses'
import type { ItemStatus } from './any-status-item.ts'
import { type DoneParams, itemAdded, itemDone, type ItemEmitter, type ItemIdentity, itemPlace, textOf } from './item.ts'

type Operation = Responses.ResponseApplyPatchToolCall['operation']

/** What a patch is made with. */
export interface ApplyPatchCallInput extends ItemIdentity {
  callId: string
  /** What is to be done to which file. Its diff is streamed; a deletion has none. */
  operation: { type: Operation['type']; path: string }
}

/** A patch in the making. */
export interface ApplyPatchCallContext extends ApplyPatchCallInput {
  diff: string
}

/** The context of a patch whose diff has not begun. */
export function applyPatchCallContext(input: ApplyPatchCallInput): ApplyPatchCallContext {
  return { ...input, diff: '' }
}

/** Whether the patch has a diff to stream. */
export function hasDiff(context: ApplyPatchCallContext): boolean {
  return context.operation.type !== 'delete_file'
}

function operationOf({ operation: { type, path }, diff }: ApplyPatchCallContext): Operation {
  return type === 'delete_file' ? { type, path } : { type, path, diff }
}

/** The SDK's type has no `incomplete`, though a patch can be cut like any item (`AnyStatusItem`). */
type ApplyPatchCall = Omit<Responses.ResponseApplyPatchToolCall, 'status'> & { status: ItemStatus }

function applyPatchCall(context: ApplyPatchCallContext, status: ItemStatus) {
  const { id, callId } = context
  return {
    id,
    type: 'apply_patch_call',
    status,
    call_id: callId,
    operation: operationOf(context),
  } satisfies ApplyPatchCall
}

/** Every event of a patch (protocol.md: `apply_patch_call  A ( operation_diff.delta* operation_diff.done )? D`). */
export const applyPatchCallEmitters = {
  'response.output_item.added': {
    event: (context) => itemAdded(context, applyPatchCall(context, 'in_progress')),
  } satisfies ItemEmitter<ApplyPatchCallContext, 'response.output_item.added'>,

  'response.apply_patch_call_operation_diff.delta': {
    event: (context, input) => ({
      type: 'response.apply_patch_call_operation_diff.delta',
      ...itemPlace(context),
      delta: textOf(input),
    }),
    append: (context, input) => void (context.diff += textOf(input)),
  } satisfies ItemEmitter<ApplyPatchCallContext, 'response.apply_patch_call_operation_diff.delta'>,

  'response.apply_patch_call_operation_diff.done': {
    event: (context) => ({
      type: 'response.apply_patch_call_operation_diff.done',
      ...itemPlace(context),
      diff: context.diff,
    }),
  } satisfies ItemEmitter<ApplyPatchCallContext, 'response.apply_patch_call_operation_diff.done'>,

  'response.output_item.done': {
    event: (context, _input, { status }) => itemDone(context, applyPatchCall(context, status)),
  } satisfies ItemEmitter<ApplyPatchCallContext, 'response.output_item.done', DoneParams<'completed' | 'incomplete'>>,
}

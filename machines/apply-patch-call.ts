import { setup } from 'xstate'
import {
  applyPatchCallContext,
  type ApplyPatchCallContext,
  applyPatchCallEmitters,
  type ApplyPatchCallInput,
  hasDiff,
} from '../src/wire/apply-patch-call.ts'
import type { ItemEvent } from '../src/wire/event.ts'
import type { ItemInput } from '../src/wire/item.ts'
import type { InputWarning } from '../src/wire/warning.ts'
import { emits, warns } from './emitting.ts'
import { isCut, isEmpty } from './guards.ts'

const emitters = applyPatchCallEmitters

/** `apply_patch_call  A ( operation_diff.delta* operation_diff.done )? D`: a change to a file; a deletion has no diff. */
export const applyPatchCallMachine = setup({
  types: {
    context: {} as ApplyPatchCallContext,
    events: {} as ItemInput,
    input: {} as ApplyPatchCallInput,
    emitted: {} as ItemEvent | InputWarning,
  },
  actions: {
    'response.output_item.added': emits(emitters['response.output_item.added']),
    'response.apply_patch_call_operation_diff.delta': emits(emitters['response.apply_patch_call_operation_diff.delta']),
    'response.apply_patch_call_operation_diff.done': emits(emitters['response.apply_patch_call_operation_diff.done']),
    'response.output_item.done': emits(emitters['response.output_item.done']),
    warn: warns('apply_patch_call'),
  },
  guards: { isCut, isEmpty, hasDiff: ({ context }) => hasDiff(context) },
}).createMachine({
  id: 'apply_patch_call',
  context: ({ input }) => applyPatchCallContext(input),
  initial: 'pending',
  on: { '*': { actions: 'warn' } },
  states: {
    pending: {
      on: {
        'segment.start': [
          { guard: 'hasDiff', target: 'diff', actions: 'response.output_item.added' },
          { target: 'withoutDiff', actions: 'response.output_item.added' },
        ],
      },
    },
    diff: {
      on: {
        'segment.delta': [{ guard: 'isEmpty' }, { actions: 'response.apply_patch_call_operation_diff.delta' }],
        'segment.end': [
          {
            guard: 'isCut',
            target: 'incomplete',
            actions: [
              'response.apply_patch_call_operation_diff.done',
              { type: 'response.output_item.done', params: { status: 'incomplete' } },
            ],
          },
          {
            target: 'completed',
            actions: [
              'response.apply_patch_call_operation_diff.done',
              { type: 'response.output_item.done', params: { status: 'completed' } },
            ],
          },
        ],
      },
    },
    withoutDiff: {
      on: {
        'segment.end': [
          {
            guard: 'isCut',
            target: 'incomplete',
            actions: { type: 'response.output_item.done', params: { status: 'incomplete' } },
          },
          { target: 'completed', actions: { type: 'response.output_item.done', params: { status: 'completed' } } },
        ],
      },
    },
    completed: { type: 'final' },
    incomplete: { type: 'final' },
  },
})

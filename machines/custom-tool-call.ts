import { setup } from 'xstate'
import type { ItemEvent } from '../src/wire/event.ts'
import {
  customToolCallContext,
  type CustomToolCallContext,
  customToolCallEmitters,
  type CustomToolCallInput,
} from '../src/wire/custom-tool-call.ts'
import type { ItemInput } from '../src/wire/item.ts'
import type { InputWarning } from '../src/wire/warning.ts'
import { emits, warns } from './emitting.ts'
import { isCut, isEmpty } from './guards.ts'

/** `custom_tool_call  A input.delta* input.done D`: a call with free text, which the client answers. */
export const customToolCallMachine = setup({
  types: {
    context: {} as CustomToolCallContext,
    events: {} as ItemInput,
    input: {} as CustomToolCallInput,
    emitted: {} as ItemEvent | InputWarning,
  },
  actions: {
    'response.output_item.added': emits(customToolCallEmitters['response.output_item.added']),
    'response.custom_tool_call_input.delta': emits(customToolCallEmitters['response.custom_tool_call_input.delta']),
    'response.custom_tool_call_input.done': emits(customToolCallEmitters['response.custom_tool_call_input.done']),
    'response.output_item.done': emits(customToolCallEmitters['response.output_item.done']),
    warn: warns('custom_tool_call'),
  },
  guards: { isCut, isEmpty },
}).createMachine({
  id: 'custom_tool_call',
  context: ({ input }) => customToolCallContext(input),
  initial: 'pending',
  on: { '*': { actions: 'warn' } },
  states: {
    pending: { on: { 'segment.start': { target: 'input', actions: 'response.output_item.added' } } },
    input: {
      on: {
        'segment.delta': [{ guard: 'isEmpty' }, { actions: 'response.custom_tool_call_input.delta' }],
        'segment.end': [
          {
            guard: 'isCut',
            target: 'incomplete',
            actions: [
              'response.custom_tool_call_input.done',
              { type: 'response.output_item.done', params: { status: 'incomplete' } },
            ],
          },
          {
            target: 'completed',
            actions: [
              'response.custom_tool_call_input.done',
              { type: 'response.output_item.done', params: { status: 'completed' } },
            ],
          },
        ],
      },
    },
    completed: { type: 'final' },
    incomplete: { type: 'final' },
  },
})

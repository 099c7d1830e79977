import { setup } from 'xstate'
import type { ItemEvent } from '../src/wire/event.ts'
import {
  functionCallContext,
  type FunctionCallContext,
  functionCallEmitters,
  type FunctionCallInput,
} from '../src/wire/function-call.ts'
import type { ItemInput } from '../src/wire/item.ts'
import type { InputWarning } from '../src/wire/warning.ts'
import { emits, warns } from './emitting.ts'
import { isCut, isEmpty } from './guards.ts'

/** `function_call  A arguments.delta* arguments.done D`: a call that the client answers. */
export const functionCallMachine = setup({
  types: {
    context: {} as FunctionCallContext,
    events: {} as ItemInput,
    input: {} as FunctionCallInput,
    emitted: {} as ItemEvent | InputWarning,
  },
  actions: {
    'response.output_item.added': emits(functionCallEmitters['response.output_item.added']),
    'response.function_call_arguments.delta': emits(functionCallEmitters['response.function_call_arguments.delta']),
    'response.function_call_arguments.done': emits(functionCallEmitters['response.function_call_arguments.done']),
    'response.output_item.done': emits(functionCallEmitters['response.output_item.done']),
    warn: warns('function_call'),
  },
  guards: { isCut, isEmpty },
}).createMachine({
  id: 'function_call',
  context: ({ input }) => functionCallContext(input),
  initial: 'pending',
  on: { '*': { actions: 'warn' } },
  states: {
    pending: { on: { 'segment.start': { target: 'arguments', actions: 'response.output_item.added' } } },
    arguments: {
      on: {
        'segment.delta': [{ guard: 'isEmpty' }, { actions: 'response.function_call_arguments.delta' }],
        'segment.end': [
          {
            guard: 'isCut',
            target: 'incomplete',
            actions: [
              'response.function_call_arguments.done',
              { type: 'response.output_item.done', params: { status: 'incomplete' } },
            ],
          },
          {
            target: 'completed',
            actions: [
              'response.function_call_arguments.done',
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

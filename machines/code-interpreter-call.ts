import { setup } from 'xstate'
import {
  codeInterpreterCallContext,
  type CodeInterpreterCallContext,
  codeInterpreterCallEmitters,
  type CodeInterpreterCallInput,
} from '../src/wire/code-interpreter-call.ts'
import type { ItemEvent } from '../src/wire/event.ts'
import type { ItemInput } from '../src/wire/item.ts'
import type { InputWarning } from '../src/wire/warning.ts'
import { emits, warns } from './emitting.ts'
import { awaitsTool, endsTurn, isCut, isEmpty, isGivenUp } from './guards.ts'

const emitters = codeInterpreterCallEmitters

/** `code_interpreter_call  A in_progress code.delta* code.done interpreting completed D`: a program, and what it printed. */
export const codeInterpreterCallMachine = setup({
  types: {
    context: {} as CodeInterpreterCallContext,
    events: {} as ItemInput,
    input: {} as CodeInterpreterCallInput,
    emitted: {} as ItemEvent | InputWarning,
  },
  actions: {
    'response.output_item.added': emits(emitters['response.output_item.added']),
    'response.code_interpreter_call.in_progress': emits(emitters['response.code_interpreter_call.in_progress']),
    'response.code_interpreter_call_code.delta': emits(emitters['response.code_interpreter_call_code.delta']),
    'response.code_interpreter_call_code.done': emits(emitters['response.code_interpreter_call_code.done']),
    'response.code_interpreter_call.interpreting': emits(emitters['response.code_interpreter_call.interpreting']),
    'response.code_interpreter_call.completed': emits(emitters['response.code_interpreter_call.completed']),
    'response.output_item.done': emits(emitters['response.output_item.done']),
    warn: warns('code_interpreter_call'),
  },
  guards: { isCut, isEmpty, isGivenUp, endsTurn, awaitsTool },
}).createMachine({
  id: 'code_interpreter_call',
  context: ({ input }) => codeInterpreterCallContext(input),
  initial: 'pending',
  on: { '*': { actions: 'warn' } },
  states: {
    pending: {
      on: {
        'segment.start': {
          target: 'code',
          actions: ['response.output_item.added', 'response.code_interpreter_call.in_progress'],
        },
      },
    },
    code: {
      on: {
        'segment.delta': [{ guard: 'isEmpty' }, { actions: 'response.code_interpreter_call_code.delta' }],
        'segment.end': [
          {
            guard: 'isCut',
            target: 'incomplete',
            actions: [
              'response.code_interpreter_call_code.done',
              { type: 'response.output_item.done', params: { status: 'incomplete' } },
            ],
          },
          {
            guard: 'isGivenUp',
            target: 'incomplete',
            actions: [
              'response.code_interpreter_call_code.done',
              { type: 'response.output_item.done', params: { status: 'incomplete' } },
            ],
          },
          {
            guard: 'awaitsTool',
            target: 'interpreting',
            actions: ['response.code_interpreter_call_code.done', 'response.code_interpreter_call.interpreting'],
          },
          {
            target: 'completed',
            actions: [
              'response.code_interpreter_call_code.done',
              'response.code_interpreter_call.interpreting',
              'response.code_interpreter_call.completed',
              { type: 'response.output_item.done', params: { status: 'completed' } },
            ],
          },
        ],
      },
    },
    interpreting: {
      on: {
        'tool.progress': {},
        'tool.output': {
          target: 'completed',
          actions: [
            'response.code_interpreter_call.completed',
            { type: 'response.output_item.done', params: { status: 'completed' } },
          ],
        },
        'tool.error': {
          target: 'failed',
          actions: { type: 'response.output_item.done', params: { status: 'failed' } },
        },
        'segment.end': {
          guard: 'endsTurn',
          target: 'incomplete',
          actions: { type: 'response.output_item.done', params: { status: 'incomplete' } },
        },
      },
    },
    completed: { type: 'final' },
    incomplete: { type: 'final' },
    failed: { type: 'final' },
  },
})

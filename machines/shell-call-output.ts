import { setup } from 'xstate'
import type { ItemEvent } from '../src/wire/event.ts'
import type { ItemInput } from '../src/wire/item.ts'
import {
  shellCallOutputContext,
  type ShellCallOutputContext,
  shellCallOutputEmitters,
  type ShellCallOutputInput,
} from '../src/wire/shell-call-output.ts'
import type { InputWarning } from '../src/wire/warning.ts'
import { emits, warns } from './emitting.ts'
import { isCut, isEmpty, startsOutput } from './guards.ts'

const emitters = shellCallOutputEmitters

/** `shell_call_output  A ( content.delta* content.done )* D`: what a shell's commands wrote, one part each. */
export const shellCallOutputMachine = setup({
  types: {
    context: {} as ShellCallOutputContext,
    events: {} as ItemInput,
    input: {} as ShellCallOutputInput,
    emitted: {} as ItemEvent | InputWarning,
  },
  actions: {
    'response.output_item.added': emits(emitters['response.output_item.added']),
    'response.shell_call_output_content.delta': emits(emitters['response.shell_call_output_content.delta']),
    'response.shell_call_output_content.done': emits(emitters['response.shell_call_output_content.done']),
    'response.output_item.done': emits(emitters['response.output_item.done']),
    warn: warns('shell_call_output'),
  },
  guards: { isCut, isEmpty, startsOutput },
}).createMachine({
  id: 'shell_call_output',
  context: ({ input }) => shellCallOutputContext(input),
  initial: 'pending',
  on: { '*': { actions: 'warn' } },
  states: {
    pending: { on: { 'segment.start': { target: 'betweenOutputs', actions: 'response.output_item.added' } } },
    betweenOutputs: {
      on: {
        'segment.delta': [
          { guard: 'isEmpty' },
          { target: 'output', actions: 'response.shell_call_output_content.delta' },
        ],
        /** The wire has no event for it. */
        'part.start': { guard: 'startsOutput', target: 'output' },
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
    output: {
      on: {
        'segment.delta': [{ guard: 'isEmpty' }, { actions: 'response.shell_call_output_content.delta' }],
        'part.start': { guard: 'startsOutput', actions: 'response.shell_call_output_content.done' },
        'part.end': { target: 'betweenOutputs', actions: 'response.shell_call_output_content.done' },
        'segment.end': [
          {
            guard: 'isCut',
            target: 'incomplete',
            actions: [
              'response.shell_call_output_content.done',
              { type: 'response.output_item.done', params: { status: 'incomplete' } },
            ],
          },
          {
            target: 'completed',
            actions: [
              'response.shell_call_output_content.done',
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

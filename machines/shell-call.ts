import { setup } from 'xstate'
import type { ItemEvent } from '../src/wire/event.ts'
import type { ItemInput } from '../src/wire/item.ts'
import {
  shellCallContext,
  type ShellCallContext,
  shellCallEmitters,
  type ShellCallInput,
} from '../src/wire/shell-call.ts'
import type { InputWarning } from '../src/wire/warning.ts'
import { emits, warns } from './emitting.ts'
import { isCut, isEmpty, startsCommand } from './guards.ts'

const emitters = shellCallEmitters

/** `shell_call  A ( command.added command.delta* command.done )* D`: commands for a shell, one part each. */
export const shellCallMachine = setup({
  types: {
    context: {} as ShellCallContext,
    events: {} as ItemInput,
    input: {} as ShellCallInput,
    emitted: {} as ItemEvent | InputWarning,
  },
  actions: {
    'response.output_item.added': emits(emitters['response.output_item.added']),
    'response.shell_call_command.added': emits(emitters['response.shell_call_command.added']),
    'response.shell_call_command.delta': emits(emitters['response.shell_call_command.delta']),
    'response.shell_call_command.done': emits(emitters['response.shell_call_command.done']),
    'response.output_item.done': emits(emitters['response.output_item.done']),
    warn: warns('shell_call'),
  },
  guards: { isCut, isEmpty, startsCommand },
}).createMachine({
  id: 'shell_call',
  context: ({ input }) => shellCallContext(input),
  initial: 'pending',
  on: { '*': { actions: 'warn' } },
  states: {
    pending: { on: { 'segment.start': { target: 'betweenCommands', actions: 'response.output_item.added' } } },
    betweenCommands: {
      on: {
        'segment.delta': [
          { guard: 'isEmpty' },
          { target: 'command', actions: ['response.shell_call_command.added', 'response.shell_call_command.delta'] },
        ],
        'part.start': { guard: 'startsCommand', target: 'command', actions: 'response.shell_call_command.added' },
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
    command: {
      on: {
        'segment.delta': [{ guard: 'isEmpty' }, { actions: 'response.shell_call_command.delta' }],
        'part.start': {
          guard: 'startsCommand',
          actions: ['response.shell_call_command.done', 'response.shell_call_command.added'],
        },
        'part.end': { target: 'betweenCommands', actions: 'response.shell_call_command.done' },
        'segment.end': [
          {
            guard: 'isCut',
            target: 'incomplete',
            actions: [
              'response.shell_call_command.done',
              { type: 'response.output_item.done', params: { status: 'incomplete' } },
            ],
          },
          {
            target: 'completed',
            actions: [
              'response.shell_call_command.done',
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

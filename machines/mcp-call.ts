import { setup } from 'xstate'
import type { ItemEvent } from '../src/wire/event.ts'
import type { ItemInput } from '../src/wire/item.ts'
import { mcpCallContext, type McpCallContext, mcpCallEmitters, type McpCallInput } from '../src/wire/mcp-call.ts'
import type { InputWarning } from '../src/wire/warning.ts'
import { emits, warns } from './emitting.ts'
import { awaitsTool, endsTurn, isCut, isEmpty, isGivenUp } from './guards.ts'

/** `mcp_call  A in_progress arguments.delta* arguments.done (completed | failed) D`: a call that a server answers. */
export const mcpCallMachine = setup({
  types: {
    context: {} as McpCallContext,
    events: {} as ItemInput,
    input: {} as McpCallInput,
    emitted: {} as ItemEvent | InputWarning,
  },
  actions: {
    'response.output_item.added': emits(mcpCallEmitters['response.output_item.added']),
    'response.mcp_call.in_progress': emits(mcpCallEmitters['response.mcp_call.in_progress']),
    'response.mcp_call_arguments.delta': emits(mcpCallEmitters['response.mcp_call_arguments.delta']),
    'response.mcp_call_arguments.done': emits(mcpCallEmitters['response.mcp_call_arguments.done']),
    'response.mcp_call.completed': emits(mcpCallEmitters['response.mcp_call.completed']),
    'response.mcp_call.failed': emits(mcpCallEmitters['response.mcp_call.failed']),
    'response.output_item.done': emits(mcpCallEmitters['response.output_item.done']),
    warn: warns('mcp_call'),
  },
  guards: { isCut, isEmpty, isGivenUp, endsTurn, awaitsTool },
}).createMachine({
  id: 'mcp_call',
  context: ({ input }) => mcpCallContext(input),
  initial: 'pending',
  on: { '*': { actions: 'warn' } },
  states: {
    pending: {
      on: {
        'segment.start': {
          target: 'arguments',
          actions: ['response.output_item.added', 'response.mcp_call.in_progress'],
        },
      },
    },
    arguments: {
      on: {
        'segment.delta': [{ guard: 'isEmpty' }, { actions: 'response.mcp_call_arguments.delta' }],
        'segment.end': [
          {
            guard: 'isCut',
            target: 'incomplete',
            actions: [
              'response.mcp_call_arguments.done',
              { type: 'response.output_item.done', params: { status: 'incomplete' } },
            ],
          },
          {
            guard: 'isGivenUp',
            target: 'incomplete',
            actions: [
              'response.mcp_call_arguments.done',
              { type: 'response.output_item.done', params: { status: 'incomplete' } },
            ],
          },
          { guard: 'awaitsTool', target: 'running', actions: 'response.mcp_call_arguments.done' },
          {
            target: 'completed',
            actions: [
              'response.mcp_call_arguments.done',
              'response.mcp_call.completed',
              { type: 'response.output_item.done', params: { status: 'completed' } },
            ],
          },
        ],
      },
    },
    running: {
      on: {
        'tool.progress': {},
        'tool.output': {
          target: 'completed',
          actions: [
            'response.mcp_call.completed',
            { type: 'response.output_item.done', params: { status: 'completed' } },
          ],
        },
        'tool.error': {
          target: 'failed',
          actions: ['response.mcp_call.failed', { type: 'response.output_item.done', params: { status: 'failed' } }],
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

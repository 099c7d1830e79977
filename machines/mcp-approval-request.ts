import { setup } from 'xstate'
import type { ItemEvent } from '../src/wire/event.ts'
import type { ItemInput } from '../src/wire/item.ts'
import {
  mcpApprovalRequestContext,
  type McpApprovalRequestContext,
  mcpApprovalRequestEmitters,
  type McpApprovalRequestInput,
} from '../src/wire/mcp-approval-request.ts'
import type { InputWarning } from '../src/wire/warning.ts'
import { emits, warns } from './emitting.ts'
import { isCut } from './guards.ts'

const emitters = mcpApprovalRequestEmitters

/** `mcp_approval_request  A D`: a call that somebody has to allow first. It is whole at A: nothing of it is streamed. */
export const mcpApprovalRequestMachine = setup({
  types: {
    context: {} as McpApprovalRequestContext,
    events: {} as ItemInput,
    input: {} as McpApprovalRequestInput,
    emitted: {} as ItemEvent | InputWarning,
  },
  actions: {
    'response.output_item.added': emits(emitters['response.output_item.added']),
    'response.output_item.done': emits(emitters['response.output_item.done']),
    warn: warns('mcp_approval_request'),
  },
  guards: { isCut },
}).createMachine({
  id: 'mcp_approval_request',
  context: ({ input }) => mcpApprovalRequestContext(input),
  initial: 'pending',
  on: { '*': { actions: 'warn' } },
  states: {
    pending: { on: { 'segment.start': { target: 'asked', actions: 'response.output_item.added' } } },
    asked: {
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

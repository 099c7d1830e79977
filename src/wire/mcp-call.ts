import type { Responses } from 'openai/resources/responses/responses'
import type { HostedTools, ItemInput } from './item.ts'
import { type DoneParams, itemAdded, itemDone, type ItemEmitter, type ItemIdentity, itemPlace, textOf } from './item.ts'

type McpCall = Responses.ResponseOutputItem.McpCall

/** What an MCP call is made with. */
export interface McpCallInput extends ItemIdentity {
  serverLabel: string
  name: string
  hostedTools: HostedTools
  approvalRequestId?: string
}

/** An MCP call in the making. */
export interface McpCallContext extends McpCallInput {
  arguments: string
}

/** The context of a call whose arguments have not begun. */
export function mcpCallContext(input: McpCallInput): McpCallContext {
  return { ...input, arguments: '' }
}

function mcpCall(context: McpCallContext, status: McpCall['status'], input?: ItemInput) {
  return {
    id: context.id,
    type: 'mcp_call',
    status,
    server_label: context.serverLabel,
    name: context.name,
    arguments: context.arguments,
    approval_request_id: context.approvalRequestId ?? null,
    output: input?.type === 'tool.output' ? (input.output ?? '') : null,
    error: input?.type === 'tool.error' ? { type: 'mcp_tool_execution_error', content: input.error.message } : null,
  } satisfies McpCall
}

/** Every event of an MCP call (protocol.md: `mcp_call  A in_progress arguments.delta* arguments.done (completed | failed) D`). */
export const mcpCallEmitters = {
  'response.output_item.added': {
    event: (context) => itemAdded(context, mcpCall(context, 'in_progress')),
  } satisfies ItemEmitter<McpCallContext, 'response.output_item.added'>,

  'response.mcp_call.in_progress': {
    event: (context) => ({ type: 'response.mcp_call.in_progress', ...itemPlace(context) }),
  } satisfies ItemEmitter<McpCallContext, 'response.mcp_call.in_progress'>,

  'response.mcp_call_arguments.delta': {
    event: (context, input) => ({
      type: 'response.mcp_call_arguments.delta',
      item_id: context.id,
      output_index: context.outputIndex,
      delta: textOf(input),
    }),
    append: (context, input) => void (context.arguments += textOf(input)),
  } satisfies ItemEmitter<McpCallContext, 'response.mcp_call_arguments.delta'>,

  'response.mcp_call_arguments.done': {
    event: (context) => ({
      type: 'response.mcp_call_arguments.done',
      ...itemPlace(context),
      arguments: context.arguments,
    }),
  } satisfies ItemEmitter<McpCallContext, 'response.mcp_call_arguments.done'>,

  'response.mcp_call.completed': {
    event: (context) => ({ type: 'response.mcp_call.completed', ...itemPlace(context) }),
  } satisfies ItemEmitter<McpCallContext, 'response.mcp_call.completed'>,

  'response.mcp_call.failed': {
    event: (context) => ({ type: 'response.mcp_call.failed', ...itemPlace(context) }),
  } satisfies ItemEmitter<McpCallContext, 'response.mcp_call.failed'>,

  'response.output_item.done': {
    event: (context, input, { status }) => itemDone(context, mcpCall(context, status, input)),
  } satisfies ItemEmitter<McpCallContext, 'response.output_item.done', DoneParams>,
}

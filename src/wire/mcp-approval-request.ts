import type { Responses } from 'openai/resources/responses/responses'
import { type DoneParams, itemAdded, itemDone, type ItemEmitter, type ItemIdentity } from './item.ts'

/** What a request for approval is made with: the whole call, for its arguments are not streamed. */
export interface McpApprovalRequestInput extends ItemIdentity {
  serverLabel: string
  name: string
  arguments: string
}

/** A request for approval: whole from the start. */
export type McpApprovalRequestContext = McpApprovalRequestInput

/** The context of a request that has not been made. */
export function mcpApprovalRequestContext(input: McpApprovalRequestInput): McpApprovalRequestContext {
  return { ...input }
}

/** The SDK's type has no status, and a whole request needs none. One that was cut says so: it is the response's last. */
type McpApprovalRequest = Responses.ResponseOutputItem.McpApprovalRequest & { status?: 'incomplete' }

function mcpApprovalRequest(context: McpApprovalRequestContext, isCut = false) {
  return {
    id: context.id,
    type: 'mcp_approval_request',
    ...(isCut ? { status: 'incomplete' as const } : undefined),
    server_label: context.serverLabel,
    name: context.name,
    arguments: context.arguments,
  } satisfies McpApprovalRequest
}

/** Both events of a request for approval (protocol.md: `mcp_approval_request  A D`). */
export const mcpApprovalRequestEmitters = {
  'response.output_item.added': {
    event: (context) => itemAdded(context, mcpApprovalRequest(context)),
  } satisfies ItemEmitter<McpApprovalRequestContext, 'response.output_item.added'>,

  'response.output_item.done': {
    event: (context, _input, { status }) => itemDone(context, mcpApprovalRequest(context, status === 'incomplete')),
  } satisfies ItemEmitter<
    McpApprovalRequestContext,
    'response.output_item.done',
    DoneParams<'completed' | 'incomplete'>
  >,
}

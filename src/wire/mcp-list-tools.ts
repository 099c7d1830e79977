import type { Responses } from 'openai/resources/responses/responses'
import type { ItemStatus } from './any-status-item.ts'
import type { HostedTools, ItemInput } from './item.ts'
import { type DoneParams, itemAdded, itemDone, type ItemEmitter, type ItemIdentity, itemPlace } from './item.ts'

/** What a list of a server's tools is made with. */
export interface McpListToolsInput extends ItemIdentity {
  serverLabel: string
  hostedTools: HostedTools
  /** Whether the item says its status. OpenAI's does not, its `error` tells; servers that give every item one do. */
  hasStatus?: boolean
}

/** A list of a server's tools in the making: nothing is known before the server's answer. */
export type McpListToolsContext = McpListToolsInput

/** The context of a list that has not been asked for. */
export function mcpListToolsContext(input: McpListToolsInput): McpListToolsContext {
  return { ...input }
}

/** The SDK's type has no status. One that ends incomplete always says so: it is the response's last. */
type McpListTools = Responses.ResponseOutputItem.McpListTools & { status?: ItemStatus }

function mcpListTools(context: McpListToolsContext, status: ItemStatus, input?: ItemInput) {
  return {
    id: context.id,
    type: 'mcp_list_tools',
    ...(context.hasStatus || status === 'incomplete' ? { status } : undefined),
    server_label: context.serverLabel,
    tools: input?.type === 'tool.output' ? (input.tools ?? []) : [],
    ...(input?.type === 'tool.error' ? { error: input.error.message } : undefined),
  } satisfies McpListTools
}

/** Every event of a list of tools (protocol.md: `mcp_list_tools  A in_progress (completed | failed) D`). */
export const mcpListToolsEmitters = {
  'response.output_item.added': {
    event: (context) => itemAdded(context, mcpListTools(context, 'in_progress')),
  } satisfies ItemEmitter<McpListToolsContext, 'response.output_item.added'>,

  'response.mcp_list_tools.in_progress': {
    event: (context) => ({ type: 'response.mcp_list_tools.in_progress', ...itemPlace(context) }),
  } satisfies ItemEmitter<McpListToolsContext, 'response.mcp_list_tools.in_progress'>,

  'response.mcp_list_tools.completed': {
    event: (context) => ({ type: 'response.mcp_list_tools.completed', ...itemPlace(context) }),
  } satisfies ItemEmitter<McpListToolsContext, 'response.mcp_list_tools.completed'>,

  'response.mcp_list_tools.failed': {
    event: (context) => ({ type: 'response.mcp_list_tools.failed', ...itemPlace(context) }),
  } satisfies ItemEmitter<McpListToolsContext, 'response.mcp_list_tools.failed'>,

  'response.output_item.done': {
    event: (context, input, { status }) => itemDone(context, mcpListTools(context, status, input)),
  } satisfies ItemEmitter<McpListToolsContext, 'response.output_item.done', DoneParams>,
}

import type { Responses } from 'openai/resources/responses/responses'
import { z } from 'zod'
import { chosen, maybe } from './choose.ts'

/** Items are echoed by who got them from some server: what only tells how they ended is not insisted on. */
const id = z
  .string()
  .nullish()
  .transform((id) => id ?? '')

const mcpError = chosen<Responses.McpToolCallError>((value) =>
  typeof value === 'string'
    ? z.string().transform((content) => ({ type: 'mcp_tool_execution_error' as const, content }))
    : z.discriminatedUnion('type', [
        z.object({ type: z.literal('mcp_protocol_error'), code: z.number(), message: z.string() }),
        z.object({ type: z.literal('http_error'), code: z.number(), message: z.string() }),
        z.object({
          type: z.literal('mcp_tool_execution_error'),
          content: z
            .unknown()
            .optional()
            .transform((content) => content ?? null),
        }),
      ]),
)

export const mcpCall = z.object({
  type: z.literal('mcp_call'),
  id,
  arguments: z.string(),
  name: z.string(),
  server_label: z.string(),
  approval_request_id: maybe(z.string()),
  error: maybe(mcpError),
  output: maybe(z.string()),
  status: maybe(z.enum(['in_progress', 'completed', 'incomplete', 'calling', 'failed'])),
})

export const mcpListTools = z.object({
  type: z.literal('mcp_list_tools'),
  id,
  server_label: z.string(),
  tools: z.array(
    z.object({
      name: z.string(),
      input_schema: z
        .unknown()
        .optional()
        .transform((schema) => schema ?? {}),
      description: maybe(z.string()),
      annotations: z.unknown().optional(),
    }),
  ),
  error: maybe(z.string()),
})

export const mcpApprovalRequest = z.object({
  type: z.literal('mcp_approval_request'),
  id,
  arguments: z.string(),
  name: z.string(),
  server_label: z.string(),
})

export const mcpApprovalResponse = z.object({
  type: z.literal('mcp_approval_response'),
  id: maybe(z.string()),
  approval_request_id: z.string().min(1),
  approve: z.boolean(),
  reason: maybe(z.string()),
})

const output = z.discriminatedUnion('type', [
  z.object({ type: z.literal('logs'), logs: z.string() }),
  z.object({ type: z.literal('image'), url: z.string() }),
])

export const codeInterpreterCall = z.object({
  type: z.literal('code_interpreter_call'),
  id,
  code: z
    .string()
    .nullish()
    .transform((code) => code ?? null),
  container_id: z
    .string()
    .nullish()
    .transform((id) => id ?? ''),
  outputs: z
    .array(output)
    .nullish()
    .transform((outputs) => outputs ?? null),
  status: z
    .enum(['in_progress', 'completed', 'incomplete', 'interpreting', 'failed'])
    .nullish()
    .transform((status) => status ?? 'completed'),
})

const action = z.discriminatedUnion('type', [
  z.object({
    type: z.literal('search'),
    query: maybe(z.string()),
    queries: maybe(z.array(z.string())),
    sources: maybe(z.array(z.object({ type: z.literal('url'), url: z.string() }))),
  }),
  z.object({ type: z.literal('open_page'), url: maybe(z.string()) }),
  z.object({ type: z.literal('find_in_page'), url: z.string(), pattern: z.string() }),
])

export const webSearchCall = z.object({
  type: z.literal('web_search_call'),
  id,
  // OpenAI itself sends searches without an action, and newer actions than these.
  action: action.catch({ type: 'search' as const, query: undefined, queries: undefined, sources: undefined }),
  status: z
    .enum(['in_progress', 'searching', 'completed', 'failed', 'incomplete'])
    .nullish()
    .transform((status) => status ?? 'completed'),
})

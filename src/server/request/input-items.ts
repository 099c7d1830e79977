import { z } from 'zod'
import type { ConversationItem } from '../conversation.ts'
import { byType, maybe } from './choose.ts'
import { toolOutput } from './content.ts'
import * as hosted from './hosted-calls.ts'
import { message } from './messages.ts'

const status = maybe(z.enum(['in_progress', 'completed', 'incomplete']))

const thought = z.object({ text: z.string() })

const reasoning = z.object({
  type: z.literal('reasoning'),
  id: z
    .string()
    .nullish()
    .transform((id) => id ?? ''),
  summary: z
    .array(thought.transform(({ text }) => ({ type: 'summary_text' as const, text })))
    .nullish()
    .transform((summary) => summary ?? []),
  content: maybe(z.array(thought.transform(({ text }) => ({ type: 'reasoning_text' as const, text })))),
  encrypted_content: maybe(z.string()),
  status,
})

const functionCall = z.object({
  type: z.literal('function_call'),
  id: maybe(z.string()),
  call_id: z.string().min(1),
  name: z.string().min(1),
  namespace: maybe(z.string()),
  arguments: z.string(),
  status,
})

const functionCallOutput = z.object({
  type: z.literal('function_call_output'),
  id: maybe(z.string()),
  call_id: z.string().min(1),
  output: toolOutput,
  status,
})

const customToolCall = z.object({
  type: z.literal('custom_tool_call'),
  id: maybe(z.string()),
  call_id: z.string().min(1),
  name: z.string().min(1),
  namespace: maybe(z.string()),
  input: z.string(),
})

const customToolCallOutput = z.object({
  type: z.literal('custom_tool_call_output'),
  id: maybe(z.string()),
  call_id: z.string().min(1),
  output: toolOutput,
})

const itemReference = z
  .object({ id: z.string().min(1) })
  .transform(({ id }) => ({ type: 'item_reference' as const, id }))

/** An item of the input, as it is once its shape is known; references are not resolved yet. */
export type InputItem = ConversationItem | { type: 'item_reference'; id: string }

/** Items that this server has no use for: hosted tools that it lacks, and types that OpenAI adds. */
const unknown = z.unknown().transform(() => null)

/** An item of the input; null for one of a type that is passed over. */
export const inputItem: z.ZodType<InputItem | null> = byType<Record<string, InputItem | null>>(
  {
    message,
    reasoning,
    function_call: functionCall,
    function_call_output: functionCallOutput,
    custom_tool_call: customToolCall,
    custom_tool_call_output: customToolCallOutput,
    mcp_call: hosted.mcpCall,
    mcp_list_tools: hosted.mcpListTools,
    mcp_approval_request: hosted.mcpApprovalRequest,
    mcp_approval_response: hosted.mcpApprovalResponse,
    code_interpreter_call: hosted.codeInterpreterCall,
    web_search_call: hosted.webSearchCall,
    item_reference: itemReference,
  },
  (type, value) => {
    if (typeof type === 'string') return unknown
    if (type !== undefined && type !== null) return undefined
    if ('role' in value) return message
    return 'id' in value && Object.keys(value).length <= 2 ? itemReference : undefined
  },
)

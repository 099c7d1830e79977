import type { Chat } from 'openai/resources/chat/chat'
import type { Conversation, ToolChoice } from '../../conversation.ts'
import { forcedName, isCallRequired, type OfferedTool, offeredTools } from '../../offered-tools.ts'
import type { UpstreamWarning } from '../upstream.ts'
import type { ChatUpstreamOptions } from './options.ts'

type CustomTools = NonNullable<ChatUpstreamOptions['customTools']>

/** The fields of a request that say what may be called. */
export interface ChatToolFields {
  tools?: Chat.Completions.ChatCompletionTool[]
  tool_choice?: Chat.Completions.ChatCompletionToolChoiceOption
  parallel_tool_calls?: boolean
}

/** The tools of a conversation as Chat Completions has them; hosted ones are left out, with a warning. */
export function chatTools(
  conversation: Conversation,
  customTools: CustomTools,
  onWarning?: (warning: UpstreamWarning) => void,
): ChatToolFields {
  const { tools: given, toolChoice, parallelToolCalls } = conversation
  for (const { type } of given) {
    if (type === 'function' || type === 'custom' || type === 'namespace') continue
    const message = `The tool ${type} is hosted, and Chat Completions has no form for it; it was left out.`
    onWarning?.({ code: 'chat/unsupported-tool', message })
  }
  // With `none` they are offered all the same: servers want to know the tools of earlier calls.
  const tools = offeredTools({ tools: given, toolChoice: toolChoice === 'none' ? 'auto' : toolChoice })
  if (tools.length === 0) return {}
  return {
    tools: tools.map((tool) => chatTool(tool, customTools)),
    tool_choice: chatToolChoice(toolChoice, tools, customTools),
    // Only what differs from the default: not every server knows the field.
    ...(parallelToolCalls ? {} : { parallel_tool_calls: false }),
  }
}

/** The names of custom tools that are offered as functions: their answers have to be taken out again. */
export function wrappedTools(conversation: Conversation, customTools: CustomTools): ReadonlySet<string> {
  if (customTools === 'custom') return new Set()
  const tools = offeredTools({ tools: conversation.tools, toolChoice: 'auto' })
  return new Set(tools.flatMap(({ kind, name }) => (kind === 'custom' ? [name] : [])))
}

function chatTool(tool: OfferedTool, customTools: CustomTools): Chat.Completions.ChatCompletionTool {
  const { kind, name, description, parameters, strict } = tool
  if (kind === 'custom' && customTools === 'custom') return { type: 'custom', custom: { name, description } }
  const input = { type: 'object', properties: { input: { type: 'string' } }, required: ['input'] }
  const schema = kind === 'custom' ? { ...input, additionalProperties: false } : parameters
  return {
    type: 'function',
    function: {
      name,
      ...(description === '' ? {} : { description }),
      parameters: { ...(schema ?? { type: 'object', properties: {} }) },
      ...(strict ? { strict } : {}),
    },
  }
}

function chatToolChoice(
  choice: ToolChoice,
  tools: readonly OfferedTool[],
  customTools: CustomTools,
): Chat.Completions.ChatCompletionToolChoiceOption {
  if (choice === 'none') return 'none'
  const name = forcedName(choice)
  const tool = tools.find((tool) => tool.name === name)
  if (tool === undefined) return isCallRequired(choice) && name === null ? 'required' : 'auto'
  if (tool.kind === 'custom' && customTools === 'custom') return { type: 'custom', custom: { name: tool.name } }
  return { type: 'function', function: { name: tool.name } }
}

import type { Chat } from 'openai/resources/chat/chat'
import type { Conversation } from '../../conversation.ts'
import { choiceNow, forcedOffers, hostedOffers, isOf } from '../../hosted-offers.ts'
import { forcedName, isCallRequired, offeredTools } from '../../offered-tools.ts'
import type { ToolOffer } from '../../tools/tool.ts'
import { isHosted } from '../../tools/hosted.ts'
import type { UpstreamWarning } from '../upstream.ts'
import { type ChatNames, textField } from './names.ts'
import type { ChatUpstreamOptions } from './options.ts'

type CustomTools = NonNullable<ChatUpstreamOptions['customTools']>
type ChatTool = Chat.Completions.ChatCompletionTool
type ChatToolChoice = Chat.Completions.ChatCompletionToolChoiceOption

/** The fields of a request that say what may be called. */
export interface ChatToolFields {
  tools?: ChatTool[]
  tool_choice?: ChatToolChoice
  parallel_tool_calls?: boolean
}

/** The tools of a conversation as Chat Completions has them: functions, also for what is hosted. */
export function chatTools(
  conversation: Conversation,
  names: ChatNames,
  customTools: CustomTools,
  onWarning?: (warning: UpstreamWarning) => void,
): ChatToolFields {
  const { tools: given, hosted, parallelToolCalls } = conversation
  for (const tool of given) {
    if (!isHosted(tool) || hosted.some((offer) => isOf(offer, tool))) continue
    const message = `The tool ${tool.type} is hosted, and nobody offers anything of it here; it was left out.`
    onWarning?.({ code: 'chat/unsupported-tool', message })
  }
  const toolChoice = choiceNow(conversation)
  // With `none` they are offered all the same: servers want to know the tools of earlier calls.
  const shown = { tools: given, hosted, toolChoice: toolChoice === 'none' ? 'auto' : toolChoice } as const
  const forced = forcedOffers({ hosted, toolChoice })
  // Chat Completions can't force one of several; but one of all that there are.
  const isOneOf = forced.length > 1
  const own = isOneOf ? [] : offeredTools(shown)
  const tools = own.map((tool) => chatTool(tool, names.ofTool(tool.address), customTools))
  const offers = isOneOf ? forced : hostedOffers(shown)
  tools.push(...offers.map((offer) => hostedTool(offer, names.of(offer.recipient))))
  if (tools.length === 0) return {}
  const chosen = own.find((tool) => tool.name === forcedName(toolChoice))
  const chosenName = chosen === undefined ? forcedName(toolChoice) : names.ofTool(chosen.address)
  const name = forced[0] === undefined ? chosenName : names.of(forced[0].recipient)
  return {
    tools,
    tool_choice: isOneOf ? 'required' : chatToolChoice(toolChoice, name, tools),
    // Only what differs from the default: not every server knows the field.
    ...(parallelToolCalls ? {} : { parallel_tool_calls: false }),
  }
}

type ClientTool = ReturnType<typeof offeredTools>[number]

function chatTool(tool: ClientTool, name: string, customTools: CustomTools): ChatTool {
  const { kind, description, parameters, strict } = tool
  if (kind === 'custom' && customTools === 'custom') return { type: 'custom', custom: { name, description } }
  return functionTool(name, description, kind === 'custom' ? textParameters('input') : parameters, strict)
}

function hostedTool({ recipient, description, parameters }: ToolOffer, name: string): ChatTool {
  return functionTool(name, description, parameters ?? textParameters(textField(recipient)), false)
}

function functionTool(
  name: string,
  description: string,
  parameters: ToolOffer['parameters'],
  strict: boolean,
): ChatTool {
  return {
    type: 'function',
    function: {
      name,
      ...(description === '' ? {} : { description }),
      parameters: { ...(parameters ?? { type: 'object', properties: {} }) },
      ...(strict ? { strict } : {}),
    },
  }
}

/** Free text, wrapped. */
function textParameters(field: string): Readonly<Record<string, unknown>> {
  return { type: 'object', properties: { [field]: { type: 'string' } }, required: [field], additionalProperties: false }
}

function chatToolChoice(choice: Conversation['toolChoice'], name: string | null, tools: ChatTool[]): ChatToolChoice {
  if (choice === 'none') return 'none'
  if (name === null) return isCallRequired(choice) ? 'required' : 'auto'
  const tool = tools.find((each) => nameOf(each) === name)
  if (tool === undefined) return 'auto'
  return tool.type === 'custom' ? { type: 'custom', custom: { name } } : { type: 'function', function: { name } }
}

function nameOf(tool: ChatTool): string {
  return tool.type === 'custom' ? tool.custom.name : tool.function.name
}

import type { Conversation, ToldItem } from '../conversation.ts'
import { contentText } from '../content-text.ts'
import { answeredCall } from '../hosted-history.ts'
import { type ToolAddress, toldNames } from '../offered-tools.ts'
import type { UpstreamWarning } from '../upstreams/upstream.ts'
import { answeredMessages } from './answered-call.ts'
import type { HarmonyMessage } from './segment.ts'

/** A conversation's items, as Harmony has them. */
export interface History {
  /** What system and developer messages before the first turn say: it belongs to the instructions. */
  instructions: string[]
  messages: HarmonyMessage[]
}

/**
 * The items of a conversation as Harmony messages. What the model thought (and what it asked its own tools while
 * thinking) is dropped once a final answer followed it, and kept while a turn with tools goes on.
 *
 * @throws UpstreamError `unsupported_input` for messages that are not text
 */
export function historyOf(
  { items, hosted, tools }: Conversation,
  onWarning?: (warning: UpstreamWarning) => void,
): History {
  const told = toldNames(tools)
  const names = callNames(items, told)
  const namesFiles = hosted.some(({ recipient }) => recipient === 'python')
  const instructions: string[] = []
  const messages: HarmonyMessage[] = []
  for (const [index, item] of items.entries()) {
    const next = messagesOf(item, index, { items, told, names, namesFiles, onWarning })
    const [first] = next
    if (first?.role === 'developer' && messages.length === 0) instructions.push(first.text)
    else messages.push(...next.map(asDeveloper))
  }
  const lastFinal = messages.findLastIndex(({ role, channel }) => role === 'assistant' && channel === 'final')
  return { instructions, messages: messages.filter((message, at) => at > lastFinal || message.channel !== 'analysis') }
}

interface Surroundings {
  items: readonly ToldItem[]
  /** What the model knows a tool by. */
  told: (address: ToolAddress) => string
  /** What it knows the tool of each call by, by the call's id. */
  names: ReadonlyMap<string, string>
  /** Python finds the files that came along. */
  namesFiles: boolean
  onWarning?: (warning: UpstreamWarning) => void
}

function messagesOf(item: ToldItem, index: number, around: Surroundings): HarmonyMessage[] {
  switch (item.type) {
    case undefined:
    case 'message': {
      const text = contentText(item.content, `input[${index}].content`, around.namesFiles)
      if (item.role === 'user') return [{ role: 'user', text }]
      if (item.role !== 'assistant') return [{ role: 'developer', text }]
      const phase = ('phase' in item ? item.phase : null) ?? (isPreamble(index, around.items) ? 'commentary' : null)
      return [{ role: 'assistant', channel: phase === 'commentary' ? 'commentary' : 'final', text }]
    }
    case 'reasoning': {
      const parts = item.content?.length ? item.content : item.summary
      const text = parts.map((part) => part.text).join('\n')
      return text === '' ? [] : [{ role: 'assistant', channel: 'analysis', text }]
    }
    case 'function_call':
      return [{ ...callTo(around.told(item)), contentType: 'json', text: item.arguments }]
    case 'custom_tool_call':
      return [{ ...callTo(around.told(item)), text: item.input }]
    case 'function_call_output':
    case 'custom_tool_call_output':
      return [outputMessage(item, index, around)]
    case 'answered_call':
      return answeredMessages(item)
    case 'mcp_call':
    case 'code_interpreter_call':
    case 'web_search_call':
    case 'mcp_approval_request': {
      const call = answeredCall(item, index, around.items)
      return call === null ? [] : answeredMessages(call)
    }
    // The developer message says what there is to call; the request for approval, what came of it.
    case 'mcp_list_tools':
    case 'mcp_approval_response':
      return []
    default: {
      const message = `input[${index}] is ${item.type}, which a Harmony prompt has no form for; it was left out.`
      around.onWarning?.({ code: 'prompt/unsupported-item', message })
      return []
    }
  }
}

type ToolOutput = Extract<ToldItem, { type: 'function_call_output' | 'custom_tool_call_output' }>

function outputMessage(
  item: ToolOutput,
  index: number,
  { names, namesFiles, onWarning }: Surroundings,
): HarmonyMessage {
  const given = 'name' in item ? item.name : null
  const name = names.get(item.call_id ?? '') ?? given ?? null
  if (name === null) {
    const message = `input[${index}] answers ${item.call_id}, a call that is not among the items; its tool is unknown.`
    onWarning?.({ code: 'prompt/unknown-call', message })
  }
  // The agent's tool gave it, and it stays in the session: were it refused, so would be every later request.
  const otherText = (param: string, type: string) => {
    const message = `${param} is ${type}, and the model behind this server takes text only; it is told so.`
    onWarning?.({ code: 'prompt/unsupported-part', message })
    return `[${type.replace('input_', '')}: it can't be shown to you, as you take text only]`
  }
  const text = contentText(item.output, `input[${index}].output`, namesFiles, otherText)
  return { role: `functions.${name ?? 'unknown'}`, recipient: 'assistant', channel: 'commentary', text }
}

function callTo(name: string): Pick<HarmonyMessage, 'role' | 'recipient' | 'channel'> {
  return { role: 'assistant', recipient: `functions.${name}`, channel: 'commentary' }
}

function callNames(items: readonly ToldItem[], told: (address: ToolAddress) => string): Map<string, string> {
  const names = new Map<string, string>()
  for (const item of items) {
    if (item.type === 'function_call' || item.type === 'custom_tool_call') names.set(item.call_id, told(item))
  }
  return names
}

/** Clients that know no `phase` send a preamble back like an answer; but no call follows an answer in its turn. */
function isPreamble(index: number, items: readonly ToldItem[]): boolean {
  for (const { type } of items.slice(index + 1)) {
    if (type === undefined || type === 'message') return false
    if (type.endsWith('_call') || type === 'mcp_approval_request') return true
  }
  return false
}

function asDeveloper(message: HarmonyMessage): HarmonyMessage {
  return message.role === 'developer' ? { ...message, text: `# Instructions\n\n${message.text}` } : message
}

import type { AnsweredCall, Conversation, ToldItem } from '../../conversation.ts'
import { contentText } from '../../content-text.ts'
import { answeredCall, isHostedItem } from '../../hosted-history.ts'
import { offerCalled } from '../../hosted-offers.ts'
import type { UpstreamWarning } from '../upstream.ts'
import { chatContent } from './content.ts'
import { type ChatNames, textField } from './names.ts'
import type { ChatUpstreamOptions } from './options.ts'
import { type ChatMessage, ChatThread } from './thread.ts'

/**
 * A conversation as the messages of Chat Completions. Thoughts are sent back while the turn that they belong to goes
 * on, as reasoning models want them; earlier ones are left out.
 *
 * @throws UpstreamError `unsupported_input`
 */
export function chatMessages(
  conversation: Conversation,
  names: ChatNames,
  options: Pick<ChatUpstreamOptions, 'instructionsRole' | 'reasoningField'>,
  onWarning?: (warning: UpstreamWarning) => void,
): ChatMessage[] {
  const { instructionsRole = 'system', reasoningField = 'reasoning_content' } = options
  const { instructions, items } = conversation
  const thread = new ChatThread(reasoningField)
  if (instructions !== null && instructions !== '') thread.say({ role: instructionsRole, content: instructions })
  const running = items.findLastIndex(isUserTurn)
  const answer = (call: AnsweredCall) => void thread.output(call.callId, call.text)
  // Calls of one turn are made before any of them is answered.
  const parallel: AnsweredCall[] = []
  for (const [index, item] of items.entries()) {
    if (item.type === 'reasoning' && index < running) continue
    const call = hostedCall(item, index, items)
    const joins = item.type === 'answered_call' && parallel[0]?.turn === item.turn
    if (call !== null && !joins) parallel.splice(0).forEach(answer)
    if (call === undefined) add(item, `input[${index}]`, { thread, names, instructionsRole, onWarning })
    else if (call !== null) {
      thread.call(chatCall(call, names, conversation))
      parallel.push(call)
    }
  }
  parallel.forEach(answer)
  return thread.messages
}

/** The hosted call that an item is; null for one that says nothing by itself, undefined for an item that is none. */
function hostedCall(item: ToldItem, index: number, items: readonly ToldItem[]): AnsweredCall | null | undefined {
  if (item.type === 'answered_call') return item
  return isHostedItem(item) ? answeredCall(item, index, items) : undefined
}

function chatCall(call: AnsweredCall, names: ChatNames, { hosted }: Conversation) {
  const { callId: id, recipient, arguments: text } = call
  const offer = offerCalled(hosted, recipient)
  const isText = offer === undefined ? recipient === 'python' : offer.parameters === null
  const name = names.of(recipient)
  return { id, name, arguments: isText ? JSON.stringify({ [textField(recipient)]: text }) : text }
}

interface Adding {
  thread: ChatThread
  names: ChatNames
  instructionsRole: 'system' | 'developer'
  onWarning?: (warning: UpstreamWarning) => void
}

function add(item: ToldItem, param: string, { thread, names, instructionsRole, onWarning }: Adding): void {
  switch (item.type) {
    case undefined:
    case 'message': {
      if (item.role === 'user') thread.say({ role: 'user', content: chatContent(item.content, `${param}.content`) })
      else if (item.role === 'assistant') thread.answer(contentText(item.content, `${param}.content`))
      else thread.say({ role: instructionsRole, content: contentText(item.content, `${param}.content`) })
      return
    }
    case 'reasoning': {
      const parts = item.content?.length ? item.content : item.summary
      thread.think(parts.map((part) => part.text).join('\n'))
      return
    }
    case 'function_call':
      thread.call({ id: item.call_id, name: names.ofTool(item), arguments: item.arguments })
      return
    case 'custom_tool_call':
      thread.call({ id: item.call_id, name: names.ofTool(item), arguments: JSON.stringify({ input: item.input }) })
      return
    case 'function_call_output':
    case 'custom_tool_call_output': {
      const isKnown = thread.output(item.call_id ?? '', chatContent(item.output, `${param}.output`))
      const message = `${param} answers ${item.call_id}, a call that is not among the items; it was left out.`
      if (!isKnown) onWarning?.({ code: 'chat/unknown-call', message })
      return
    }
    // The tools say what there is to call; the request for approval, what came of it.
    case 'mcp_list_tools':
    case 'mcp_approval_response':
      return
    default: {
      const message = `${param} is ${item.type}, which Chat Completions has no form for; it was left out.`
      onWarning?.({ code: 'chat/unsupported-item', message })
    }
  }
}

function isUserTurn(item: ToldItem): boolean {
  return (item.type === undefined || item.type === 'message') && item.role === 'user'
}

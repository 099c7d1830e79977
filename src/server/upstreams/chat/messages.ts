import type { Conversation, ConversationItem } from '../../conversation.ts'
import { contentText } from '../../content-text.ts'
import type { UpstreamWarning } from '../upstream.ts'
import { chatContent } from './content.ts'
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
  options: Pick<ChatUpstreamOptions, 'instructionsRole' | 'reasoningField'>,
  onWarning?: (warning: UpstreamWarning) => void,
): ChatMessage[] {
  const { instructionsRole = 'system', reasoningField = 'reasoning_content' } = options
  const { instructions, items } = conversation
  const thread = new ChatThread(reasoningField)
  if (instructions !== null && instructions !== '') thread.say({ role: instructionsRole, content: instructions })
  const running = items.findLastIndex(isUserTurn)
  for (const [index, item] of items.entries()) {
    if (item.type === 'reasoning' && index < running) continue
    add(item, `input[${index}]`, { thread, instructionsRole, onWarning })
  }
  thread.close()
  return thread.messages
}

interface Adding {
  thread: ChatThread
  instructionsRole: 'system' | 'developer'
  onWarning?: (warning: UpstreamWarning) => void
}

function add(item: ConversationItem, param: string, { thread, instructionsRole, onWarning }: Adding): void {
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
      thread.call({ id: item.call_id, name: item.name, arguments: item.arguments })
      return
    case 'custom_tool_call':
      thread.call({ id: item.call_id, name: item.name, arguments: JSON.stringify({ input: item.input }) })
      return
    case 'function_call_output':
    case 'custom_tool_call_output': {
      const isKnown = thread.output(item.call_id ?? '', chatContent(item.output, `${param}.output`))
      const message = `${param} answers ${item.call_id}, a call that is not among the items; it was left out.`
      if (!isKnown) onWarning?.({ code: 'chat/unknown-call', message })
      return
    }
    case 'mcp_call': {
      const { id, server_label: server, name, arguments: args, error, output } = item
      thread.call({ id, name: toolName(`${server}_${name}`), arguments: args })
      thread.output(id, output ?? (error ? `Error: ${JSON.stringify(error)}` : ''))
      return
    }
    case 'code_interpreter_call': {
      const { id, code, outputs } = item
      thread.call({ id, name: 'python', arguments: JSON.stringify({ code: code ?? '' }) })
      thread.output(id, (outputs ?? []).map((output) => (output.type === 'logs' ? output.logs : output.url)).join('\n'))
      return
    }
    case 'web_search_call': {
      const { id, action } = item
      thread.call({ id, name: 'web_search', arguments: JSON.stringify(action ?? {}) })
      thread.output(id, '')
      return
    }
    default: {
      const message = `${param} is ${item.type}, which Chat Completions has no form for; it was left out.`
      onWarning?.({ code: 'chat/unsupported-item', message })
    }
  }
}

function isUserTurn(item: ConversationItem): boolean {
  return (item.type === undefined || item.type === 'message') && item.role === 'user'
}

/** A name as all servers take it. */
function toolName(name: string): string {
  return name.replaceAll(/[^\w-]/g, '_').slice(0, 64)
}

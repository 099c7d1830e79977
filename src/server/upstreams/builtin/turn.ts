import type { Conversation, ConversationItem } from '../../conversation.ts'

/** What the built-in model reads of a conversation. */
export interface Turn {
  /** What the user said last; empty where nobody did. */
  said: string
  /** What tools have answered since, and which. */
  outputs: { tool: string; output: string }[]
}

/** Reads the last turn: the user's last words, and what came after them. */
export function lastTurn({ items }: Conversation): Turn {
  const from = items.findLastIndex((item) => isMessage(item) && item.role === 'user')
  const turn: Turn = { said: '', outputs: [] }
  const names = new Map<string, string>()
  for (const [index, item] of items.entries()) {
    if (item.type === 'function_call' || item.type === 'custom_tool_call') names.set(item.call_id, item.name)
    if (index < from) continue
    if (index === from && isMessage(item)) turn.said = textIn(item.content)
    if (item.type === 'function_call_output' || item.type === 'custom_tool_call_output') {
      turn.outputs.push({ tool: names.get(item.call_id ?? '') ?? 'tool', output: textIn(item.output) })
    } else if (item.type === 'mcp_call') {
      turn.outputs.push({ tool: item.name, output: item.output ?? 'an error' })
    } else if (item.type === 'code_interpreter_call') {
      const logs = (item.outputs ?? []).map((output) => (output.type === 'logs' ? output.logs : output.url))
      turn.outputs.push({ tool: 'python', output: logs.join('\n') })
    } else if (item.type === 'web_search_call') turn.outputs.push({ tool: 'browser', output: item.status })
  }
  return turn
}

type Message = Extract<ConversationItem, { type?: 'message' }>

function isMessage(item: ConversationItem): item is Message {
  return item.type === undefined || item.type === 'message'
}

/** Images and files are named, not seen. */
function textIn(content: string | readonly { type: string; text?: string; refusal?: string }[]): string {
  if (typeof content === 'string') return content
  return content.map((part) => part.text ?? part.refusal ?? `[${part.type.replace('input_', '')}]`).join('')
}

import type { Chat } from 'openai/resources/chat/chat'
import type { ChatPart } from './content.ts'

type Param = Chat.Completions.ChatCompletionMessageParam
type ToolCall = Chat.Completions.ChatCompletionMessageFunctionToolCall

/** An assistant's message with its thoughts, which the official type has no field for. */
export interface AssistantMessage extends Chat.Completions.ChatCompletionAssistantMessageParam {
  content: string | null
  tool_calls?: ToolCall[]
  reasoning_content?: string
  reasoning?: string
}

/** A message of a thread. */
export type ChatMessage = AssistantMessage | Exclude<Param, { role: 'assistant' }>

/** A call as it stands in a thread. */
export interface ChatCall {
  id: string
  name: string
  arguments: string
}

/**
 * Puts items together into messages: Chat Completions has one message for what the assistant thought, said and called,
 * and wants the outputs of its calls right after it.
 */
export class ChatThread {
  readonly messages: ChatMessage[] = []
  readonly #reasoningField: 'reasoning_content' | 'reasoning' | null
  /** The assistant's message that goes on. */
  #open: AssistantMessage | null = null
  /** Calls that were made; an output needs one. */
  readonly #called = new Set<string>()
  /** Images and files of tool outputs: a tool's message has no place for them, so they follow as the user's. */
  #attachments: ChatPart[] = []

  constructor(reasoningField: 'reasoning_content' | 'reasoning' | null) {
    this.#reasoningField = reasoningField
  }

  /** A message of somebody else's. */
  say(message: Exclude<ChatMessage, AssistantMessage>): void {
    this.close()
    this.messages.push(message)
  }

  /** What the assistant thought. */
  think(text: string): void {
    const field = this.#reasoningField
    if (field === null || text === '') return
    // Thoughts begin a message; those after a text or a call belong to the next one.
    if (this.#open !== null && (this.#open.content !== null || this.#open.tool_calls)) this.close()
    const message = this.#assistant()
    message[field] = message[field] === undefined ? text : `${message[field]}\n${text}`
  }

  /** What the assistant said. */
  answer(text: string): void {
    if (this.#open !== null && (this.#open.content !== null || this.#open.tool_calls)) this.close()
    this.#assistant().content = text
  }

  /** What the assistant called. Calls side by side are parallel ones. */
  call({ id, name, arguments: args }: ChatCall): void {
    const message = this.#assistant()
    message.tool_calls ??= []
    message.tool_calls.push({ id, type: 'function', function: { name, arguments: args } })
    this.#called.add(id)
  }

  /**
   * What a call gave.
   *
   * @returns false where there is no such call; nothing is said then
   */
  output(id: string, content: string | ChatPart[]): boolean {
    if (!this.#called.has(id)) return false
    this.#open = null
    if (typeof content === 'string') this.messages.push({ role: 'tool', tool_call_id: id, content })
    else {
      const texts = content.flatMap((part) => (part.type === 'text' ? [part.text] : []))
      const others = content.filter((part) => part.type !== 'text')
      const told = others.length === 0 ? [] : [`[${others.length} attached below]`]
      this.messages.push({ role: 'tool', tool_call_id: id, content: [...texts, ...told].join('\n') })
      this.#attachments.push(...others)
    }
    return true
  }

  /** The assistant's message is over, and the outputs of its calls. */
  close(): void {
    this.#open = null
    if (this.#attachments.length > 0) this.messages.push({ role: 'user', content: this.#attachments })
    this.#attachments = []
  }

  #assistant(): AssistantMessage {
    if (this.#open === null) {
      if (this.#attachments.length > 0) this.close()
      this.#open = { role: 'assistant', content: null }
      this.messages.push(this.#open)
    }
    return this.#open
  }
}

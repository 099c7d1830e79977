import type { StandIn, StandIns } from '../../../sources/chat/stand-in.ts'
import type { Conversation } from '../../conversation.ts'
import { offerCalled } from '../../hosted-offers.ts'
import { offeredTools, type ToolAddress, toldNames } from '../../offered-tools.ts'
import type { ChatUpstreamOptions } from './options.ts'

/** The longest name that all servers take. */
const longest = 64

/**
 * What functions are called: the client's own, and those that stand for hosted tools. Chat Completions has one flat list
 * of names, of letters, digits, `_` and `-`: `mcp.LABEL.NAME` is `mcp__LABEL__NAME` there, `browser.search` is
 * `browser_search`. What that makes too long, or the same as another name, ends in a hash of its recipient; the same
 * recipient has the same name in every turn.
 */
export class ChatNames {
  readonly #conversation: Conversation
  readonly #byRecipient = new Map<string, string>()
  readonly #taken: Set<string>
  readonly #told: (address: ToolAddress) => string

  constructor(conversation: Conversation) {
    this.#conversation = conversation
    this.#told = toldNames(conversation.tools)
    // The request's own tools keep their names.
    const own = clientTools(conversation)
    this.#taken = new Set(own.map(({ name }) => name))
    for (const { address } of own) this.ofTool(address)
    for (const { recipient } of conversation.hosted) this.of(recipient)
  }

  /** The name of the function that stands for a recipient, offered now or in an earlier turn. */
  of(recipient: string): string {
    const address = offerCalled(this.#conversation.hosted, recipient)?.recipient ?? recipient
    return this.#byRecipient.get(address) ?? this.#name(address, plainName(address))
  }

  /** The name of one of the client's own tools, offered now or in an earlier turn. */
  ofTool(address: ToolAddress): string {
    const told = this.#told(address)
    // Too long by its namespace; what is too long by itself is the client's, who may know that its server takes it.
    if (told === address.name || told.length <= longest) return told
    const recipient = `functions.${told}`
    return this.#byRecipient.get(recipient) ?? this.#name(recipient, told)
  }

  #name(address: string, plain: string): string {
    const name = this.#free(address, plain)
    this.#byRecipient.set(address, name)
    this.#taken.add(name)
    return name
  }

  #free(address: string, plain: string): string {
    if (plain.length <= longest && !this.#taken.has(plain)) return plain
    for (let salt = ''; ; salt += '.') {
      const hash = hashOf(address + salt)
      const name = `${plain.slice(0, longest - hash.length - 1)}_${hash}`
      if (!this.#taken.has(name)) return name
    }
  }
}

/** The argument that holds what is free text and no JSON. */
export function textField(recipient: string): 'code' | 'input' {
  return recipient === 'python' ? 'code' : 'input'
}

/**
 * Which functions of a request stand for something else: hosted tools, custom tools where they are wrapped, and tools
 * whose names are too long with their namespaces. Nothing where there are none.
 */
export function standInsOf(
  conversation: Conversation,
  names: ChatNames,
  customTools: NonNullable<ChatUpstreamOptions['customTools']>,
): StandIns | undefined {
  const standIns = new Map<string, StandIn>()
  for (const { kind, name, address } of clientTools(conversation)) {
    const isWrapped = kind === 'custom' && customTools === 'function'
    const chatName = names.ofTool(address)
    if (!isWrapped && chatName === name) continue
    standIns.set(chatName, { recipient: `functions.${name}`, ...(isWrapped ? { field: 'input' } : {}) })
  }
  for (const { recipient, parameters } of conversation.hosted) {
    const field = parameters === null ? { field: textField(recipient) } : {}
    standIns.set(names.of(recipient), { recipient, ...field })
  }
  return standIns.size === 0 ? undefined : standIns
}

function clientTools({ tools }: Conversation) {
  return offeredTools({ tools, toolChoice: 'auto' })
}

function plainName(address: string): string {
  const [, label, name] = /^mcp\.([^.]+)\.(.+)$/s.exec(address) ?? []
  const joined = label === undefined ? address.replaceAll('.', '_') : `mcp__${label}__${name}`
  return joined.replaceAll(/[^\w-]/g, '_')
}

/** FNV-1a in base 36: short, and no secret. */
function hashOf(text: string): string {
  let hash = 0x811c9dc5
  for (let at = 0; at < text.length; at += 1) hash = Math.imul(hash ^ text.charCodeAt(at), 0x01000193)
  return (hash >>> 0).toString(36).padStart(7, '0')
}

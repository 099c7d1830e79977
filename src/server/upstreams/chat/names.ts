import type { StandIns } from '../../../sources/chat/stand-in.ts'
import type { Conversation } from '../../conversation.ts'
import { offerCalled } from '../../hosted-offers.ts'
import { offeredTools } from '../../offered-tools.ts'
import type { ChatUpstreamOptions } from './options.ts'

/** The longest name that all servers take. */
const longest = 64

/**
 * Hosted tools as functions. Chat Completions has one flat list of names, of letters, digits, `_` and `-`:
 * `mcp.LABEL.NAME` is `mcp__LABEL__NAME` there, `browser.search` is `browser_search`. What that makes too long, or the
 * same as another name, ends in a hash of its recipient; the same recipient has the same name in every turn.
 */
export class ChatNames {
  readonly #conversation: Conversation
  readonly #byRecipient = new Map<string, string>()
  readonly #taken: Set<string>

  constructor(conversation: Conversation) {
    this.#conversation = conversation
    // The request's own tools keep their names.
    this.#taken = new Set(clientTools(conversation).map(({ name }) => name))
    for (const { recipient } of conversation.hosted) this.of(recipient)
  }

  /** The name of the function that stands for a recipient, offered now or in an earlier turn. */
  of(recipient: string): string {
    const address = offerCalled(this.#conversation.hosted, recipient)?.recipient ?? recipient
    const known = this.#byRecipient.get(address)
    if (known !== undefined) return known
    const name = this.#free(address)
    this.#byRecipient.set(address, name)
    this.#taken.add(name)
    return name
  }

  #free(address: string): string {
    const plain = plainName(address)
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
 * Which functions of a request stand for something else: hosted tools, and custom tools where they are wrapped. Nothing
 * where there are none.
 */
export function standInsOf(
  conversation: Conversation,
  names: ChatNames,
  customTools: NonNullable<ChatUpstreamOptions['customTools']>,
): StandIns | undefined {
  const custom = clientTools(conversation).filter(({ kind }) => kind === 'custom' && customTools === 'function')
  if (custom.length === 0 && conversation.hosted.length === 0) return undefined
  return new Map([
    ...custom.map(({ name }) => [name, { recipient: `functions.${name}`, field: 'input' }] as const),
    ...conversation.hosted.map(({ recipient, parameters }) => {
      return [
        names.of(recipient),
        { recipient, ...(parameters === null ? { field: textField(recipient) } : {}) },
      ] as const
    }),
  ])
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

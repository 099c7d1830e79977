import type { HostItem, SegmentStart } from '../src/wire/input.ts'
import type { MessagePhase } from '../src/wire/message.ts'
import type { Routing } from '../src/wire/response.ts'

/** The kind of item that a segment becomes, with what only its address tells. */
export type Route =
  | { kind: 'message'; phase: MessagePhase }
  | { kind: 'reasoning' }
  | { kind: 'function_call'; name: string; namespace?: string }
  | { kind: 'custom_tool_call'; name: string; namespace?: string }
  | { kind: 'code_interpreter_call' }
  | { kind: 'web_search_call'; actionName: string }
  | { kind: 'mcp_call'; serverLabel: string; name: string; approvalRequestId?: string }
  | Exclude<HostItem, { kind: 'mcp_call' }>

/** The kinds of item that a segment can become. */
export type RoutedKind = Route['kind']

/**
 * (channel, recipient) → item kind: the table of harmony.md. The recipient decides before the channel does; and before
 * both the host does, where it began the item itself.
 */
export function route(routing: Routing, segment: Pick<SegmentStart, 'channel' | 'recipient' | 'item'>): Route {
  const { channel, recipient, item } = segment
  if (item != null) return item
  // Also undefined, from callers whom no compiler told that it must be there.
  if (recipient == null || recipient === 'assistant') return routeByChannel(channel)
  return routeToTool(routing, recipient) ?? routeToHost(routing, recipient)
}

function routeByChannel(channel: string | null): Route {
  if (channel === 'analysis') return { kind: 'reasoning' }
  return { kind: 'message', phase: channel === 'commentary' ? 'commentary' : 'final_answer' }
}

/** The request's own tools: `functions.NAME`, or a bare name that the request has; models glue a content type to it. */
function routeToTool(routing: Routing, recipient: string): Route | null {
  const prefixed = recipient.startsWith('functions.')
  const bare = prefixed ? recipient.slice('functions.'.length) : recipient
  for (const name of [recipient, bare, ...withoutGluedContentType(bare)]) {
    const known = knownTool(routing, name)
    if (known !== null) return known
  }
  return prefixed ? { kind: 'function_call', name: bare } : null
}

/**
 * The tool outside of namespaces; else the only one of that name; else the one of that namespace, as `n.f`, or as `n__f`,
 * which is what models are told where names are not unique.
 */
function knownTool(routing: Routing, name: string): Route | null {
  const named = callables(routing, (tool) => tool.name === name)
  const [first] = named
  const plain = named.find(({ namespace }) => namespace === undefined)
  if (plain !== undefined) return plain
  if (first !== undefined && named.every(({ namespace }) => namespace === first.namespace)) return first
  const [qualified] = callables(routing, (tool) => isQualified(tool, name))
  if (qualified !== undefined) return qualified
  // Nobody can say which of them is meant: a call that the client does not know is better than a call of the wrong one.
  return first === undefined ? null : { kind: first.kind, name }
}

type Callable = Routing['functions'][number]

function callables({ functions, customTools }: Routing, isCalled: (tool: Callable) => boolean) {
  const custom = customTools.filter(isCalled).map((tool) => ({ kind: 'custom_tool_call' as const, ...tool }))
  return [...custom, ...functions.filter(isCalled).map((tool) => ({ kind: 'function_call' as const, ...tool }))]
}

function isQualified({ name, namespace }: Callable, called: string): boolean {
  if (namespace === undefined) return false
  // `functions.f` is how every function is called: it must not mean the one in a namespace that is called `functions`.
  return called === `${namespace}__${name}` || (namespace !== 'functions' && called === `${namespace}.${name}`)
}

const gluedContentTypes = ['json', 'code']

/** `functions.fjson` (harmony.md, malformation 18): tried only after the whole name was not found. */
function withoutGluedContentType(name: string): string[] {
  return gluedContentTypes.filter((type) => name.endsWith(type)).map((type) => name.slice(0, -type.length))
}

function routeToHost(routing: Routing, recipient: string): Route {
  if (recipient === 'python' && routing.codeInterpreter) return { kind: 'code_interpreter_call' }
  if (recipient.startsWith('browser.') && routing.webSearch) {
    return { kind: 'web_search_call', actionName: recipient.slice('browser.'.length) }
  }
  return routeToServer(recipient)
}

/** What OpenAI calls the server behind a name that stands alone. */
const labels = new Map([
  ['python', 'code_interpreter'],
  ['container', 'container'],
  ['browser', 'web_search_preview'],
])

function routeToServer(recipient: string): Route {
  const address = recipient.startsWith('mcp.') ? recipient.slice('mcp.'.length) : recipient
  const dot = address.indexOf('.')
  if (dot === -1) return { kind: 'mcp_call', serverLabel: labels.get(recipient) ?? address, name: address }
  return { kind: 'mcp_call', serverLabel: address.slice(0, dot), name: address.slice(dot + 1) }
}

import type { Responses } from 'openai/resources/responses/responses'
import type { Conversation, ToolChoice } from './conversation.ts'

/** A tool's name, and the namespace that it stands in, as the client has them and as its calls carry them. */
export interface ToolAddress {
  name: string
  /** Missing, null or empty outside of namespaces. */
  namespace?: string | null
}

/** A tool that the client runs, as it stands in the request or in one of its namespaces. */
export interface OfferedTool {
  kind: 'function' | 'custom'
  /** What the model knows it by (`toldNames`). */
  name: string
  address: ToolAddress
  description: string
  /** The function's JSON Schema; null where it takes no arguments, or is a custom tool. */
  parameters: Readonly<Record<string, unknown>> | null
  strict: boolean
}

/**
 * What a model knows tools by: it has one flat list of names. A tool whose name no other one has keeps it, and so does
 * one outside of namespaces; others are `NAMESPACE__NAME`, which the router knows (`machines/routing.ts`). Calls of
 * earlier turns are told likewise, also where their tool is gone: they must not pass for calls of its namesake.
 */
export function toldNames(tools: readonly Responses.Tool[]): (address: ToolAddress) => string {
  const namespaces = new Map<string, Set<string>>()
  for (const { name, namespace } of tools.flatMap(addressesOf)) {
    const known = namespaces.get(name)
    if (known === undefined) namespaces.set(name, new Set([namespace]))
    else known.add(namespace)
  }
  return ({ name, namespace }) => {
    if (typeof namespace !== 'string' || namespace === '') return name
    const known = namespaces.get(name)
    const isUnique = known === undefined || (known.size === 1 && known.has(namespace))
    // A call of an earlier turn may be in a namespace of any form, and a function's name may not.
    return isUnique ? name : `${namespace.replaceAll(/[^\w-]/g, '_')}__${name}`
  }
}

/** The client-side tools that the model may call now, in the request's order, those of namespaces too. */
export function offeredTools({ tools, toolChoice }: Pick<Conversation, 'tools' | 'toolChoice'>): OfferedTool[] {
  if (toolChoice === 'none') return []
  const told = toldNames(tools)
  const all = tools.flatMap(toolsOf).map((tool): OfferedTool => ({ ...tool, name: told(tool.address) }))
  if (typeof toolChoice === 'string' || toolChoice.type !== 'allowed_tools') return all
  const names = new Set(all.map(({ name }) => name))
  return all.filter((tool) => toolChoice.tools.some((allowed) => isAllowed(tool, allowed, names)))
}

/**
 * Whether one of the allowed tools is this one: it may say its namespace, or the name that the model knows. A bare name
 * that no tool is known by allows all tools of that name.
 */
function isAllowed({ name, address }: OfferedTool, allowed: Record<string, unknown>, names: ReadonlySet<unknown>) {
  if (typeof allowed['namespace'] === 'string') {
    return allowed['name'] === address.name && allowed['namespace'] === address.namespace
  }
  return allowed['name'] === (names.has(allowed['name']) ? name : address.name)
}

/** The tool that the model has to call, by the name that the model knows, where the request names one. */
export function forcedName(choice: ToolChoice): string | null {
  if (typeof choice === 'string') return null
  return choice.type === 'function' || choice.type === 'custom' ? choice.name : null
}

/** Whether the model has to call some tool. */
export function isCallRequired(choice: ToolChoice): boolean {
  if (choice === 'required' || forcedName(choice) !== null) return true
  return typeof choice !== 'string' && choice.type === 'allowed_tools' && choice.mode === 'required'
}

/** The names of a tool's own tools; the namespace is empty outside of one. */
function addressesOf(tool: Responses.Tool): { name: string; namespace: string }[] {
  if (tool.type === 'function' || tool.type === 'custom') return [{ name: tool.name, namespace: '' }]
  return tool.type === 'namespace' ? tool.tools.map(({ name }) => ({ name, namespace: tool.name })) : []
}

function toolsOf(tool: Responses.Tool): Omit<OfferedTool, 'name'>[] {
  if (tool.type === 'function') return [functionTool(tool)]
  if (tool.type === 'custom') return [customTool(tool)]
  if (tool.type !== 'namespace') return []
  const { name } = tool
  return tool.tools.map((inner) => (inner.type === 'custom' ? customTool(inner, name) : functionTool(inner, name)))
}

function functionTool(
  tool: Responses.FunctionTool | Responses.NamespaceTool.Function,
  namespace?: string,
): Omit<OfferedTool, 'name'> {
  const { name, description, parameters, strict } = tool
  return {
    kind: 'function',
    address: { name, namespace },
    description: description ?? '',
    parameters: isSchema(parameters) ? parameters : null,
    strict: strict ?? false,
  }
}

/** A grammar is told in words: nothing here can hold the model to it. */
function customTool(
  { name, description, format }: Responses.CustomTool,
  namespace?: string,
): Omit<OfferedTool, 'name'> {
  const grammar =
    format?.type === 'grammar' ? `The input follows this ${format.syntax} grammar:\n${format.definition}` : ''
  const words = [description ?? '', grammar].filter((text) => text !== '').join('\n')
  return { kind: 'custom', address: { name, namespace }, description: words, parameters: null, strict: false }
}

function isSchema(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

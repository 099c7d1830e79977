import type { Responses } from 'openai/resources/responses/responses'
import { decodeText } from '../runtime/decode-text.ts'
import { CounterpointError } from '../wire/error.ts'
import { openInput } from './input.ts'

/**
 * Reads a request's tools from a JSON file: a list of tools, or a request that holds one, in the shape of the
 * Responses API or of Chat Completions (`{type: 'function', function: {name, …}}`).
 *
 * @throws CounterpointError `input/unreadable`, `tools/not-json`, `tools/not-a-list`, `tools/no-name`
 */
export async function readTools(file: string): Promise<Responses.Tool[]> {
  const chunks: string[] = []
  for await (const chunk of decodeText(await openInput(file))) chunks.push(chunk)
  const value = parse(file, chunks.join(''))
  const list = Array.isArray(value) ? value : fieldOf(value, 'tools')
  if (!Array.isArray(list)) {
    throw new CounterpointError(
      'tools/not-a-list',
      `${file} holds no list of tools; give [{"type": "function", "name": …}].`,
    )
  }
  return list.map((tool, index) => readTool(file, tool, String(index)))
}

function parse(file: string, text: string): unknown {
  try {
    return JSON.parse(text)
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error)
    throw new CounterpointError('tools/not-json', `${file} is no JSON (${why}); give a list of tools.`)
  }
}

function readTool(file: string, value: unknown, index: string): Responses.Tool {
  const type = fieldOf(value, 'type')
  const named = fieldOf(value, type === 'custom' ? 'custom' : 'function') ?? value
  if (type !== 'function' && type !== 'custom') return hostedTool(file, value, index)
  const name = fieldOf(named, 'name')
  if (typeof name !== 'string' || name === '') {
    throw new CounterpointError('tools/no-name', `${file}: tool ${index} has no name; give every ${type} tool one.`)
  }
  const description = fieldOf(named, 'description')
  const described = typeof description === 'string' ? { description } : undefined
  if (type === 'custom') return { ...customFormat(named), ...described, type, name }
  const parameters = fieldOf(named, 'parameters')
  const strict = fieldOf(named, 'strict') === true
  return { ...described, type, name, parameters: isRecord(parameters) ? parameters : null, strict }
}

/** A custom tool's input format, echoed as it was given where it has the shape of one. */
function customFormat(tool: unknown): Pick<Responses.CustomTool, 'format'> | undefined {
  const format = fieldOf(tool, 'format')
  const type = fieldOf(format, 'type')
  if (type === 'text') return { format: { type } }
  const definition = fieldOf(format, 'definition')
  const syntax = fieldOf(format, 'syntax')
  if (type !== 'grammar' || typeof definition !== 'string' || (syntax !== 'lark' && syntax !== 'regex'))
    return undefined
  return { format: { type, definition, syntax } }
}

function hostedTool(file: string, value: unknown, index: string): Responses.Tool {
  if (fieldOf(value, 'type') === 'namespace') return namespace(file, value, index)
  if (isTool(value)) return value
  throw new CounterpointError('tools/no-type', `${file}: tool ${index} has no type; give it one, e.g. "function".`)
}

function namespace(file: string, value: unknown, index: string): Responses.Tool {
  const name = fieldOf(value, 'name')
  const tools = fieldOf(value, 'tools')
  if (typeof name !== 'string' || name === '' || !Array.isArray(tools)) {
    const message = `${file}: tool ${index} is no namespace; give {"type": "namespace", "name": …, "tools": […]}.`
    throw new CounterpointError('tools/no-namespace', message)
  }
  const inner = tools.map((tool, place) => readTool(file, tool, `${index}.tools[${place}]`))
  const description = fieldOf(value, 'description')
  return {
    type: 'namespace',
    name,
    description: typeof description === 'string' ? description : '',
    tools: inner.filter((tool) => tool.type === 'function' || tool.type === 'custom'),
  }
}

function isTool(value: unknown): value is Responses.Tool {
  return typeof fieldOf(value, 'type') === 'string'
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

function fieldOf(value: unknown, name: string): unknown {
  return isRecord(value) ? value[name] : undefined
}

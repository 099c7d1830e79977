import type { Responses } from 'openai/resources/responses/responses'
import type { z } from 'zod'
import { randomSeed } from '../../wire/ids.ts'
import { badRequest, shortened } from '../api-error.ts'
import type { ToolChoice } from '../conversation.ts'
import { offeredTools } from '../offered-tools.ts'
import { complaintOf } from './complaint.ts'
import { createBody, ignoredFields } from './create-body.ts'
import type { InputItem } from './input-items.ts'
import { type IdentifiedItem, identified } from './item-ids.ts'
import { checkNesting } from './nesting.ts'
import { checkToolChoice } from './tool-choice-check.ts'
import { checkToolNames, type tool } from './tools.ts'
import { passedOver, type RequestWarning } from './warning.ts'

type Tool = z.output<typeof tool>
type Body = z.output<typeof createBody>

/** A valid request with its defaults filled in. References, chains and encrypted reasoning are not resolved yet. */
export interface CreateRequest extends Omit<Body, 'input' | 'tools' | 'model' | 'conversation' | 'prompt'> {
  model: string
  /** The input as items, each under an id; those of unknown types are left out. */
  input: IdentifiedItem[]
  /** Where each item of `input` stands in the body, for errors: `input[3]`, or `input` for text. */
  places: string[]
  tools: Responses.Tool[]
  tool_choice: ToolChoice
  parallel_tool_calls: boolean
  store: boolean
  background: boolean
  stream: boolean
  /** Fields that nobody here knows. */
  extra: Readonly<Record<string, unknown>>
}

/** What a server decides about requests. */
export interface ParseOptions {
  /** The model where a request names none; a request has to name one where this is absent. */
  defaultModel?: string
  /** What made-up item ids are made from. */
  seed?: string
}

/**
 * Reads the body of `POST /v1/responses`, as real clients send it.
 *
 * @param body parsed JSON
 * @throws ApiError 400, with the path of the field that is at fault
 */
export function parseCreateRequest(
  body: unknown,
  { defaultModel, seed = randomSeed() }: ParseOptions = {},
): { request: CreateRequest; warnings: RequestWarning[] } {
  checkNesting(body)
  const parsed = createBody.safeParse(body)
  if (!parsed.success) throw complaintOf(parsed.error.issues, body)
  const { input, tools = [], model = defaultModel, conversation: _, prompt: __, ...fields } = parsed.data
  if (model === undefined) throw missing('model')
  if (input === undefined || (input.length === 0 && typeof input !== 'string')) {
    if (fields.previous_response_id === undefined) throw missing('input')
  }
  const { background = false, store = true } = fields
  if (background && !store) {
    const message = "Background responses are fetched later, so they need 'store' to be true; leave 'store' out."
    throw badRequest(message, 'store', 'invalid_value')
  }
  const warnings: RequestWarning[] = []
  const once = withoutRepeated(tools, warnings)
  const known = knownTools(once, body, warnings)
  checkToolNames(once, known)
  const request = {
    ...fields,
    ...itemsOf(input ?? [], { seed, warnings, body }),
    model,
    tools: known,
    tool_choice: fields.tool_choice ?? 'auto',
    parallel_tool_calls: fields.parallel_tool_calls ?? true,
    store,
    background,
    stream: fields.stream ?? false,
    extra: extraOf(body),
  }
  if (!namesTool(request)) request.tool_choice = checkToolChoice(request, tools.length > known.length, warnings)
  return { request, warnings }
}

interface ItemsOptions {
  seed: string
  warnings: RequestWarning[]
  body: unknown
}

function itemsOf(given: string | (InputItem | null)[], { seed, warnings, body }: ItemsOptions) {
  if (typeof given === 'string') {
    const content = [{ type: 'input_text' as const, text: given }]
    return { input: [identified({ type: 'message', role: 'user', content }, seed, 0)], places: ['input'] }
  }
  const input: IdentifiedItem[] = []
  const places: string[] = []
  for (const [index, item] of given.entries()) {
    if (item === null) {
      warnings.push(passedOver('item', body, ['input', index]))
      continue
    }
    input.push(identified(item, seed, index))
    places.push(`input[${index}]`)
  }
  return { input, places }
}

/** The tools of known types, namespaces' too; a warning for each other one. */
function knownTools(
  given: readonly (Tool | null | 'repeated')[],
  body: unknown,
  warnings: RequestWarning[],
): Responses.Tool[] {
  return given.flatMap((tool, index): Responses.Tool[] => {
    const path = ['tools', index]
    if (tool === 'repeated') return []
    if (tool === null) {
      warnings.push(passedOver('tool', body, path))
      return []
    }
    if (tool.type !== 'namespace') return [tool]
    const inner = tool.tools.flatMap((each, place) => {
      if (each !== null) return [each]
      warnings.push(passedOver('tool', body, [...path, 'tools', place]))
      return []
    })
    return [{ ...tool, tools: inner }]
  })
}

/**
 * The tools without those that are the very same as one before them, whose places become `'repeated'`. Clients that
 * gather tools from several places send one twice now and then: no mistake to stop at.
 */
function withoutRepeated(tools: readonly (Tool | null)[], warnings: RequestWarning[]): (Tool | null | 'repeated')[] {
  const known = new Set<string>()
  return tools.map((tool, index) => {
    if (tool === null) return null
    const text = JSON.stringify(tool)
    if (!known.has(text)) {
      known.add(text)
      return tool
    }
    const param = `tools[${index}]`
    warnings.push({
      code: 'request/repeated-tool',
      message: `${param} repeats an earlier one; it was left out.`,
      param,
    })
    return 'repeated'
  })
}

/**
 * Whether the choice is a tool by the name that the model knows it by, which has the namespace in it where the tool's own
 * name is not unique.
 *
 * @throws ApiError 400 on `tool_choice` for a name that several tools have and none is known by
 */
function namesTool({ tools, tool_choice: choice }: Pick<CreateRequest, 'tools' | 'tool_choice'>): boolean {
  if (typeof choice === 'string' || (choice.type !== 'function' && choice.type !== 'custom')) return false
  const ofType = offeredTools({ tools, toolChoice: 'auto' }).filter(({ kind }) => kind === choice.type)
  if (ofType.some(({ name }) => name === choice.name)) return true
  const meant = ofType.filter(({ address }) => address.name === choice.name).map(({ name }) => `'${name}'`)
  if (meant.length === 0) return false
  const message = `Tool choice '${shortened(choice.name)}' is the name of more than one tool; choose ${meant.join(' or ')}.`
  throw badRequest(message, 'tool_choice', 'invalid_value')
}

function extraOf(body: unknown): Record<string, unknown> {
  const entries = typeof body === 'object' && body !== null ? Object.entries(body) : []
  return Object.fromEntries(entries.filter(([key]) => !isKnown(key)))
}

function isKnown(key: string): boolean {
  return Object.hasOwn(createBody.shape, key) || ignoredFields.includes(key)
}

function missing(param: string) {
  return badRequest(`Missing required parameter: '${param}'.`, param, 'missing_required_parameter')
}

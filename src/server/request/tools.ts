import type { Responses } from 'openai/resources/responses/responses'
import { z } from 'zod'
import { badRequest, shortened } from '../api-error.ts'
import { type ToolAddress, toldNames } from '../offered-tools.ts'
import { byType, chosen, maybe } from './choose.ts'

/** What a tool's name may be made of, as OpenAI has it; anything else could not be told from Harmony's own syntax. */
const name = z
  .string()
  .min(1)
  .max(128)
  .regex(/^[\w-]+$/)

const schema = z.record(z.string(), z.unknown())

const functionFields = z.object({
  type: z.literal('function'),
  name,
  description: maybe(z.string()),
  parameters: schema.nullish().transform((parameters) => parameters ?? null),
  strict: z
    .boolean()
    .nullish()
    .transform((strict) => strict ?? null),
  defer_loading: maybe(z.boolean()),
  output_schema: maybe(schema),
})

const customFields = z.object({
  type: z.literal('custom'),
  name,
  description: maybe(z.string()),
  format: maybe(
    z.discriminatedUnion('type', [
      z.object({ type: z.literal('text') }),
      z.object({ type: z.literal('grammar'), definition: z.string(), syntax: z.enum(['lark', 'regex']) }),
    ]),
  ).transform((format) => format ?? { type: 'text' as const }),
  defer_loading: maybe(z.boolean()),
})

/** A tool of a type that is passed over. */
const unknown = z.unknown().transform(() => null)

const inner = byType<Record<string, z.output<typeof functionFields> | z.output<typeof customFields> | null>>(
  { function: functionFields, custom: customFields },
  (type) => (typeof type === 'string' ? unknown : undefined),
)

const namespace = z.object({
  type: z.literal('namespace'),
  name,
  description: z
    .string()
    .nullish()
    .transform((description) => description ?? ''),
  tools: z.array(inner),
})

const names = z.array(z.string())
const filter = z.object({ read_only: maybe(z.boolean()), tool_names: maybe(names) })

const mcp = z.object({
  type: z.literal('mcp'),
  server_label: z
    .string()
    .min(1)
    .max(64)
    .regex(/^[\w-]+$/),
  server_url: maybe(z.url({ protocol: /^https?$/ })),
  server_description: maybe(z.string()),
  headers: maybe(z.record(z.string(), z.string())),
  authorization: maybe(z.string()),
  allowed_tools: maybe(chosen<string[] | z.output<typeof filter>>((value) => (Array.isArray(value) ? names : filter))),
  require_approval: maybe(
    chosen<'always' | 'never' | { always?: z.output<typeof filter>; never?: z.output<typeof filter> }>((value) =>
      typeof value === 'string'
        ? z.enum(['always', 'never'])
        : z.object({ always: maybe(filter), never: maybe(filter) }),
    ),
  ),
})

const container = z.object({
  type: z.literal('auto'),
  file_ids: maybe(names),
  memory_limit: maybe(z.enum(['1g', '4g', '16g', '64g'])),
})

const codeInterpreter = z.object({
  type: z.literal('code_interpreter'),
  container: maybe(
    chosen<string | z.output<typeof container>>((value) => (typeof value === 'string' ? z.string() : container)),
  ).transform((given) => given ?? { type: 'auto' as const }),
})

const userLocation = maybe(
  z.object({
    type: z.literal('approximate').default('approximate'),
    city: maybe(z.string()),
    country: maybe(z.string()),
    region: maybe(z.string()),
    timezone: maybe(z.string()),
  }),
)
const contextSize = maybe(z.enum(['low', 'medium', 'high']))

const webSearch = z.object({
  type: z.enum(['web_search', 'web_search_2025_08_26']),
  filters: maybe(z.object({ allowed_domains: maybe(names) })),
  search_context_size: contextSize,
  user_location: userLocation,
  external_web_access: maybe(z.boolean()),
})

const webSearchPreview = z.object({
  type: z.enum(['web_search_preview', 'web_search_preview_2025_03_11']),
  search_context_size: contextSize,
  user_location: userLocation,
})

/** A namespace whose tools may be of types that are passed over too. */
type Namespace = z.output<typeof namespace>

/** A tool; null for one of a type that this server does not have, which is passed over with a warning. */
export const tool = byType<Record<string, Exclude<Responses.Tool, Responses.NamespaceTool> | Namespace | null>>(
  {
    function: functionFields,
    custom: customFields,
    namespace,
    mcp,
    code_interpreter: codeInterpreter,
    web_search: webSearch,
    web_search_2025_08_26: webSearch,
    web_search_preview: webSearchPreview,
    web_search_preview_2025_03_11: webSearchPreview,
  },
  (type) => (typeof type === 'string' ? unknown : undefined),
)

/**
 * Makes sure that each tool which the client runs is told to the model by a name of its own: of two with one name, nobody
 * could say which is called.
 *
 * @param given the request's tools, as they stand in the body
 * @param known those of known types
 * @throws ApiError 400 on the name of the second one
 */
export function checkToolNames(
  given: readonly (z.output<typeof tool> | 'repeated')[],
  known: readonly Responses.Tool[],
): void {
  const told = toldNames(known)
  const names = new Set<string>()
  for (const { param, address } of given.flatMap(placesOf)) {
    const name = told(address)
    if (names.has(name)) {
      const message = `Invalid '${param}': the model would know two tools as '${shortened(name)}'; rename one, or leave it out.`
      throw badRequest(message, param, 'invalid_value')
    }
    names.add(name)
  }
}

/** Where in the body the names of a tool's own tools stand. */
function placesOf(given: z.output<typeof tool> | 'repeated', index: number): { param: string; address: ToolAddress }[] {
  if (given === 'repeated') return []
  if (given?.type === 'function' || given?.type === 'custom') {
    return [{ param: `tools[${index}].name`, address: { name: given.name } }]
  }
  if (given?.type !== 'namespace') return []
  return given.tools.flatMap((inner, at) => {
    if (inner === null) return []
    return [{ param: `tools[${index}].tools[${at}].name`, address: { name: inner.name, namespace: given.name } }]
  })
}

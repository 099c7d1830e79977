import { resolveSchema } from '../json-schema/resolve.ts'
import { type JsonSchema, namedSchemasIn, schemasIn } from '../json-schema/schema.ts'
import type { OfferedTool } from '../offered-tools.ts'
import { commentLines } from './comments.ts'
import { typeScriptOf } from './typescript.ts'

/** The functions that a model may call, as the TypeScript namespace of a developer message. */
export function functionsNamespace(tools: readonly OfferedTool[]): string {
  const types = tools.map((tool) => `${commentLines(tool.description, '')}type ${tool.name} = ${signatureOf(tool)};\n`)
  return `## functions\n\nnamespace functions {\n\n${types.map((type) => `${type}\n`).join('')}} // namespace functions`
}

function signatureOf({ kind, parameters }: OfferedTool): string {
  // Free text: the router knows the tool's name, and takes what follows as it is.
  if (kind === 'custom') return '(_: string) => any'
  if (parameters === null || !takesArguments(parameters)) return '() => any'
  return `(_: ${typeScriptOf(parameters)}) => any`
}

function takesArguments(given: JsonSchema): boolean {
  const schema = resolveSchema(given, given)
  return (
    namedSchemasIn(schema.properties).length > 0 ||
    schemasIn(schema.oneOf).length > 0 ||
    schemasIn(schema.anyOf).length > 0 ||
    (typeof schema.additionalProperties === 'object' && schema.additionalProperties !== null)
  )
}

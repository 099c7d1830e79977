import { isSchema, type JsonSchema, namesIn, schemasIn } from './schema.ts'

/** References that multiply (each definition names the next one twice) have to end somewhere. */
const mostSteps = 1000

/**
 * Follows a schema's `$ref` into its document, and merges its `allOf`, so that the keywords stand in one place.
 * References to elsewhere, and circles, give an empty schema: anything goes.
 *
 * @param root the document that references begin at
 */
export function resolveSchema(schema: JsonSchema, root: JsonSchema): JsonSchema {
  return resolve(schema, root, [], { left: mostSteps })
}

function resolve(schema: JsonSchema, root: JsonSchema, seen: readonly string[], steps: { left: number }): JsonSchema {
  steps.left -= 1
  if (steps.left < 0) return {}
  let resolved = schema
  if (typeof schema.$ref === 'string') {
    const { $ref, ...beside } = schema
    if (seen.includes($ref)) return beside
    const target = lookUp($ref, root)
    resolved = target === null ? beside : { ...resolve(target, root, [...seen, $ref], steps), ...beside }
  }
  if (!Array.isArray(resolved.allOf)) return resolved
  const { allOf, ...own } = resolved
  return schemasIn(allOf)
    .map((part) => resolve(part, root, seen, steps))
    .reduce(merge, own)
}

/** Finds what a JSON pointer within the document points to; null where there is no schema. */
function lookUp(reference: string, root: JsonSchema): JsonSchema | null {
  if (!reference.startsWith('#')) return null
  let found: unknown = root
  for (const step of reference.slice(1).split('/').slice(1)) {
    const name = unescapeStep(step)
    if (Array.isArray(found)) found = found[Number(name)]
    else if (isSchema(found) && Object.hasOwn(found, name)) found = found[name]
    else return null
  }
  return isSchema(found) ? found : null
}

/** A `%` that escapes nothing is itself. */
function unescapeStep(step: string): string {
  const decoded = step.replaceAll(/%[0-9A-Fa-f]{2}/g, (code) => String.fromCharCode(Number.parseInt(code.slice(1), 16)))
  return decoded.replaceAll('~1', '/').replaceAll('~0', '~')
}

/** Both hold: properties and required names add up, the rest is the first one's where both say something. */
function merge(one: JsonSchema, other: JsonSchema): JsonSchema {
  const merged: Record<string, unknown> = { ...other, ...one }
  if (isSchema(one.properties) && isSchema(other.properties)) {
    merged.properties = { ...other.properties, ...one.properties }
  }
  const required = new Set([...namesIn(one.required), ...namesIn(other.required)])
  if (required.size > 0) merged.required = [...required]
  return merged
}

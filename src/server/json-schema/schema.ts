/** A JSON Schema as a client sends it: nothing about its fields is known. */
export type JsonSchema = Readonly<Record<string, unknown>>

/** Whether a value can be read as a schema with keywords (`true` and `false` are schemas without any). */
export function isSchema(value: unknown): value is JsonSchema {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

/** The schemas in a keyword that holds a list (`oneOf`, `prefixItems`); what is none of them is left out. */
export function schemasIn(value: unknown): JsonSchema[] {
  return Array.isArray(value) ? value.filter(isSchema) : []
}

/** The schemas in a keyword that holds them by name (`properties`, `$defs`), in their order. */
export function namedSchemasIn(value: unknown): [name: string, schema: JsonSchema][] {
  if (!isSchema(value)) return []
  return Object.entries(value).flatMap(([name, schema]): [string, JsonSchema][] => {
    if (isSchema(schema)) return [[name, schema]]
    return schema === true ? [[name, {}]] : []
  })
}

/** The names in a keyword that holds a list of them (`required`, `type`). */
export function namesIn(value: unknown): string[] {
  if (typeof value === 'string') return [value]
  return Array.isArray(value) ? value.filter((name) => typeof name === 'string') : []
}

/** A keyword that holds a number, or the given one. */
export function numberOr(value: unknown, otherwise: number): number {
  return typeof value === 'number' && Number.isFinite(value) ? value : otherwise
}

import { numberOf } from './instance-number.ts'
import { stringOf } from './instance-string.ts'
import { resolveSchema } from './resolve.ts'
import { isSchema, type JsonSchema, namedSchemasIn, namesIn, numberOr, schemasIn } from './schema.ts'

/** A value that JSON can hold. */
export type JsonValue = null | boolean | number | string | JsonValue[] | { [name: string]: JsonValue }

/** Deeper than this only what has to be there is made; twice as deep nothing is. */
const deep = 6
/** No schema makes more values than this. */
const mostValues = 2000

interface Making {
  root: JsonSchema
  plain: string
  depth: number
  /** The property that is made, for strings where anything goes. */
  name: string
  nth: number
  values: { left: number }
}

/**
 * Makes a value that a JSON Schema allows: always the same one. What a schema demands is there, the rest is left out.
 * Of `not`, `if`, `dependentSchemas` and their like it knows nothing.
 *
 * @param plain what strings say where anything goes; their property's name where empty
 */
export function instanceOf(schema: JsonSchema, plain = ''): JsonValue {
  return valueOf(schema, { root: schema, plain, depth: 0, name: 'value', nth: 0, values: { left: mostValues } })
}

function valueOf(given: JsonSchema, making: Making): JsonValue {
  making.values.left -= 1
  if (making.values.left < 0 || making.depth > 2 * deep) return null
  const schema = resolveSchema(given, making.root)
  const { const: only, enum: some, default: usual, examples } = schema
  if (only !== undefined) return jsonOf(only)
  if (Array.isArray(some) && some.length > 0) return jsonOf(some[making.nth % some.length])
  const variants = [...schemasIn(schema.oneOf), ...schemasIn(schema.anyOf)]
  if (variants.length > 0) return valueOf(chosen(variants, schema, making), { ...making, depth: making.depth + 1 })
  if (usual !== undefined && making.nth === 0) return jsonOf(usual)
  if (Array.isArray(examples) && examples.length > 0 && making.nth === 0) return jsonOf(examples[0])
  return typed(schema, making)
}

/** The first variant that is something; deep down the one that is nothing, so that recursion ends. */
function chosen(variants: readonly JsonSchema[], schema: JsonSchema, { root, depth }: Making): JsonSchema {
  const isNull = (variant: JsonSchema) => resolveSchema(variant, root).type === 'null'
  const variant = variants.find((each) => isNull(each) === depth > deep) ?? variants[0] ?? {}
  const { oneOf: _oneOf, anyOf: _anyOf, $defs: _defs, ...base } = schema
  const resolved = resolveSchema(variant, root)
  const required = [...namesIn(base.required), ...namesIn(resolved.required)]
  const properties = { ...asSchema(base.properties), ...asSchema(resolved.properties) }
  return { ...base, ...resolved, ...(required.length > 0 ? { required } : {}), ...nonEmpty('properties', properties) }
}

function typed(schema: JsonSchema, making: Making): JsonValue {
  const types = namesIn(schema.type)
  switch (types.find((type) => type !== 'null') ?? types[0] ?? impliedType(schema)) {
    case 'object':
      return objectOf(schema, making)
    case 'array':
      return arrayOf(schema, making)
    case 'integer':
      return numberOf(schema, true, making.nth)
    case 'number':
      return numberOf(schema, false, making.nth)
    case 'boolean':
      return making.nth % 2 === 0
    case 'null':
      return null
    default:
      return stringOf(schema, making.plain === '' ? making.name : making.plain, making.nth)
  }
}

function impliedType(schema: JsonSchema): string {
  if (isSchema(schema.properties) || schema.required !== undefined) return 'object'
  if (schema.items !== undefined || schema.prefixItems !== undefined) return 'array'
  return schema.minimum !== undefined || schema.maximum !== undefined ? 'number' : 'string'
}

function objectOf(schema: JsonSchema, making: Making): JsonValue {
  const properties = new Map(namedSchemasIn(schema.properties))
  const names = new Set(namesIn(schema.required))
  const least = numberOr(schema.minProperties, 0)
  for (const name of properties.keys()) if (names.size < least) names.add(name)
  const other = isSchema(schema.additionalProperties) ? schema.additionalProperties : {}
  for (let more = 1; names.size < Math.min(least, 100); more += 1) names.add(`key${more}`)
  const make = (name: string) =>
    valueOf(properties.get(name) ?? other, { ...making, name, nth: 0, depth: making.depth + 1 })
  // `Object.fromEntries` makes an own property of `__proto__`, too.
  return Object.fromEntries(Array.from(names, (name): [string, JsonValue] => [name, make(name)]))
}

function arrayOf(schema: JsonSchema, making: Making): JsonValue {
  const least = numberOr(schema.minItems, 0)
  const most = Math.min(numberOr(schema.maxItems, Number.POSITIVE_INFINITY), 1000)
  const first = schemasIn(schema.prefixItems)
  const wanted = Math.max(least, first.length, making.depth > deep ? 0 : 1)
  const items = isSchema(schema.items) ? schema.items : {}
  const isTyped = isSchema(schema.items) || first.length > 0
  const length = Math.min(isTyped ? wanted : least, most)
  return Array.from({ length }, (_, nth) => valueOf(first[nth] ?? items, { ...making, nth, depth: making.depth + 1 }))
}

function asSchema(value: unknown): JsonSchema {
  return isSchema(value) ? value : {}
}

function nonEmpty(name: string, schema: JsonSchema): JsonSchema {
  return Object.keys(schema).length > 0 ? { [name]: schema } : {}
}

/** What stands in a schema was JSON. */
function jsonOf(value: unknown): JsonValue {
  if (value === null || typeof value === 'boolean' || typeof value === 'number' || typeof value === 'string')
    return value
  if (Array.isArray(value)) return value.map(jsonOf)
  if (!isSchema(value)) return null
  return Object.fromEntries(Object.entries(value).map(([name, inner]): [string, JsonValue] => [name, jsonOf(inner)]))
}

import { resolveSchema } from '../json-schema/resolve.ts'
import { isSchema, type JsonSchema, namedSchemasIn, namesIn, schemasIn } from '../json-schema/schema.ts'
import { defaultComment, propertyComments } from './comments.ts'
import { literal, propertyName } from './literal.ts'

/** More schemas than this are no signature that anybody reads; references that multiply end here. */
const mostSchemas = 2000

/** Where in the document a schema stands. */
interface Place {
  root: JsonSchema
  indent: string
  /** The references that are being written out: one inside itself has no end. */
  within: readonly string[]
  /** Shared by the whole document. */
  schemas: { left: number }
}

/**
 * A JSON Schema as the TypeScript that gpt-oss has learnt its functions from: `number` for integers, `?` for what may
 * be left out, comments for descriptions and defaults. What TypeScript can't say (`pattern`, `minimum`) is left out.
 */
export function typeScriptOf(schema: JsonSchema): string {
  return typeOf(schema, { root: schema, indent: '', within: ['#'], schemas: { left: mostSchemas } })
}

function typeOf(given: JsonSchema, place: Place): string {
  const reference = typeof given.$ref === 'string' ? given.$ref : null
  place.schemas.left -= 1
  if (place.schemas.left < 0 || (reference !== null && place.within.includes(reference))) return 'any'
  const schema = resolveSchema(given, place.root)
  const type = bareTypeOf(schema, reference === null ? place : { ...place, within: [...place.within, reference] })
  return schema.nullable === true && !/\bnull\b/.test(type) ? `${type} | null` : type
}

function bareTypeOf(schema: JsonSchema, place: Place): string {
  if (schema.const !== undefined) return literal(schema.const)
  if (Array.isArray(schema.enum) && schema.enum.length > 0) return schema.enum.map(literal).join(' | ')
  const variants = variantsOf(schema)
  if (variants.length > 0) return unionOf(variants, place)
  const types = namesIn(schema.type)
  if (types.length === 0) return isSchema(schema.properties) ? objectOf(schema, place) : 'any'
  return types.map((type) => simpleType(type, schema, place)).join(' | ')
}

function simpleType(type: string, schema: JsonSchema, place: Place): string {
  if (type === 'object') return objectOf(schema, place)
  if (type === 'array') return arrayOf(schema, place)
  if (type === 'integer') return 'number'
  return ['string', 'number', 'boolean', 'null'].includes(type) ? type : 'any'
}

function variantsOf(schema: JsonSchema): JsonSchema[] {
  return [...schemasIn(schema.oneOf), ...schemasIn(schema.anyOf)]
}

/** Each type once: `anyOf` of two kinds of string is a string. */
function unionOf(variants: readonly JsonSchema[], place: Place): string {
  return [...new Set(variants.map((variant) => typeOf(variant, deeper(place))))].join(' | ')
}

function arrayOf(schema: JsonSchema, place: Place): string {
  const tuple = schemasIn(schema.prefixItems)
  if (tuple.length > 0) return `[${tuple.map((item) => typeOf(item, deeper(place))).join(', ')}]`
  if (!isSchema(schema.items)) return 'Array<any>'
  const item = typeOf(schema.items, place)
  return item.includes(' | ') && !item.startsWith('{') ? `(${item})[]` : `${item}[]`
}

function objectOf(schema: JsonSchema, place: Place): string {
  const { indent } = place
  const required = new Set(namesIn(schema.required))
  let lines = ''
  for (const [name, property] of namedSchemasIn(schema.properties)) {
    lines += propertyLine(name, property, required.has(name), place)
  }
  if (isSchema(schema.additionalProperties)) {
    lines += `${indent}[key: string]: ${typeOf(schema.additionalProperties, deeper(place))},\n`
  }
  return lines === '' ? 'object' : `{\n${lines}${indent}}`
}

function propertyLine(name: string, given: JsonSchema, isRequired: boolean, place: Place): string {
  const { indent, root } = place
  const schema = resolveSchema(given, root)
  const key = `${indent}${propertyName(name)}${isRequired ? '' : '?'}:`
  const above = propertyComments(schema, indent)
  const byDefault = defaultComment(schema)
  const variants = variantsOf(schema)
  const comments = variants.map((variant) => variantComment(resolveSchema(variant, root), schema.description))
  const isListed = Array.isArray(schema.oneOf) || comments.some((comment) => comment !== '')
  if (variants.length === 0 || !isListed) {
    return `${above}${key} ${typeOf(given, deeper(place))},${byDefault === '' ? '' : ` // ${byDefault}`}\n`
  }
  const lines = variants.map((variant, index) => {
    const comment = comments[index] ?? ''
    return `${indent} | ${typeOf(variant, deeper(place))}${comment === '' ? '' : ` // ${comment}`}\n`
  })
  const nullable = schema.nullable === true ? `${indent} | null\n` : ''
  return `${above}${byDefault === '' ? '' : `${indent}// ${byDefault}\n`}${key}\n${lines.join('')}${nullable}${indent},\n`
}

/** A comment at the end of a line has one line. What stands above already is not said again. */
function variantComment(variant: JsonSchema, above: unknown): string {
  const { description } = variant
  const said =
    typeof description === 'string' && description !== above ? description.replaceAll(/\s+/g, ' ').trim() : ''
  return [said, defaultComment(variant)].filter((part) => part !== '').join(' ')
}

function deeper(place: Place): Place {
  return { ...place, indent: `${place.indent}    ` }
}

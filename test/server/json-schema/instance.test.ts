import { Ajv2020 } from 'ajv/dist/2020.js'
import formats from 'ajv-formats'
import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { instanceOf } from '../../../src/server/json-schema/instance.ts'
import { matchOf } from '../../../src/server/json-schema/pattern.ts'

const object = (properties: object, required = Object.keys(properties), more = {}) => ({
  type: 'object',
  properties,
  required,
  ...more,
})
const schemas: Record<string, Record<string, unknown>> = {
  'required of many': object({ a: { type: 'string' }, b: { type: 'integer' } }, ['b'], { additionalProperties: false }),
  nested: object({ a: object({ b: object({ c: { type: 'boolean' } }) }) }),
  enums: object({ a: { enum: ['x', 'y'] }, b: { const: { k: [1] } }, c: { type: 'string', enum: ['z'] } }),
  bounds: object({
    a: { type: 'integer', minimum: 10, maximum: 12 },
    b: { type: 'number', exclusiveMinimum: 0, exclusiveMaximum: 0.5 },
    c: { type: 'integer', multipleOf: 7, minimum: 20 },
    d: { type: 'integer', maximum: -3 },
    e: { type: 'integer', exclusiveMinimum: 5, exclusiveMaximum: 7 },
    f: { type: 'number', multipleOf: 0.5, minimum: 0.6 },
    g: { type: 'number', minimum: 5, exclusiveMinimum: 5 },
  }),
  lengths: object({
    a: { type: 'string', minLength: 300 },
    b: { type: 'string', maxLength: 2 },
    c: { type: 'string', maxLength: 0 },
  }),
  formats: object(
    Object.fromEntries(
      [
        'date-time',
        'date',
        'time',
        'duration',
        'email',
        'hostname',
        'ipv4',
        'ipv6',
        'uri',
        'uri-reference',
        'uuid',
        'json-pointer',
        'regex',
      ].map((format) => [format, { type: 'string', format }]),
    ),
  ),
  patterns: object({
    a: { type: 'string', pattern: '^[A-Z]{3}-\\d{2,4}$' },
    b: { type: 'string', pattern: '^(foo|bar)+$', minLength: 10 },
    c: { type: 'string', pattern: '^#[0-9a-f]{6}$' },
    d: { type: 'string', pattern: '^[^\\s@]+@[^\\s@]+\\.[a-z]{2,}$' },
    e: { type: 'string', pattern: '^\\+?[1-9]\\d{1,14}$' },
    f: { type: 'string', pattern: '^(?:[a-z0-9]+(?:-[a-z0-9]+)*)$' },
    g: { type: 'string', pattern: '^\\p{Lu}\\p{L}*$' },
  }),
  arrays: object({
    a: { type: 'array', items: { type: 'string' }, minItems: 3, uniqueItems: true },
    b: { type: 'array', items: { type: 'integer', minimum: 4 }, minItems: 2, uniqueItems: true },
    c: { type: 'array', maxItems: 0, items: { type: 'string' } },
    d: { type: 'array', prefixItems: [{ type: 'string' }, { type: 'integer' }], items: false, minItems: 2 },
    e: { type: 'array', items: { enum: ['p', 'q', 'r'] }, minItems: 3, uniqueItems: true },
    f: { type: 'array', minItems: 2 },
  }),
  references: object({ a: { $ref: '#/$defs/A' }, b: { $ref: '#/$defs/B' } }, ['a', 'b'], {
    $defs: {
      A: object({ n: { type: 'integer' } }),
      B: { allOf: [{ $ref: '#/$defs/A' }, object({ s: { type: 'string' } })] },
    },
  }),
  recursive: object({ node: { $ref: '#/$defs/Node' } }, ['node'], {
    $defs: {
      Node: object({ value: { type: 'string' }, next: { anyOf: [{ $ref: '#/$defs/Node' }, { type: 'null' }] } }),
    },
  }),
  'recursive list': object({ tree: { $ref: '#' } }, [], { required: [] }),
  variants: object({
    a: { anyOf: [{ type: 'null' }, { type: 'string' }] },
    b: { oneOf: [object({ kind: { const: 'x' }, n: { type: 'integer' } }), object({ kind: { const: 'y' } })] },
    c: { type: ['null', 'integer'] },
  }),
  'variants beside properties': {
    ...object({ a: { type: 'string' } }),
    anyOf: [{ required: ['b'], properties: { b: { type: 'integer' } } }],
  },
  defaults: object({ a: { type: 'integer', default: 42 }, b: { type: 'string', examples: ['ex'] } }),
  maps: object({ a: { type: 'object', additionalProperties: { type: 'integer' }, minProperties: 2 } }),
  'names of prototypes': object({
    ['__proto__']: { type: 'string' },
    constructor: { type: 'integer' },
    toString: { type: 'boolean' },
  }),
  untyped: { properties: { a: {} }, required: ['a'] },
  empty: {},
}

const ajv = new Ajv2020({ strict: false })
formats.default(ajv)

describe('an instance', () => {
  it.each(Object.entries(schemas))('of %s', (_, schema) => {
    const made = instanceOf(schema, 'What the user said')
    const validate = ajv.compile(schema)
    expect({ errors: validate(made) ? [] : validate.errors, made }).toEqual({ errors: [], made })
    expect(instanceOf(schema, 'What the user said')).toEqual(made)
  })

  it('of any odd schema is some JSON, soon', () => {
    fc.assert(
      fc.property(
        fc.object({
          key: fc.constantFrom(
            'type',
            'properties',
            'items',
            'enum',
            '$ref',
            'anyOf',
            'minItems',
            'pattern',
            'required',
            'allOf',
          ),
        }),
        (schema) => {
          expect(JSON.stringify(instanceOf(schema))).toEqual(expect.any(String))
        },
      ),
    )
  })

  it('of references that multiply ends', () => {
    const $defs: Record<string, object> = { d0: { type: 'string' } }
    for (let n = 1; n <= 40; n += 1) {
      const $ref = `#/$defs/d${n - 1}`
      $defs[`d${n}`] = {
        type: 'object',
        properties: { a: { $ref }, b: { $ref } },
        required: ['a', 'b'],
        allOf: [{ $ref }, { $ref }],
      }
    }
    expect(JSON.stringify(instanceOf({ $ref: '#/$defs/d40', $defs })).length).toBeLessThan(1_000_000)
  })
})

it.each([
  '^a{2}$',
  '^(ab){2,3}c?$',
  '^\\w+\\s\\S$',
  '^[^a-z]$',
  '^\\u0041\\x?$',
  '^(?<year>\\d{4})-(?!x)\\d$',
  'a|b',
  '^\\.\\/$',
  '^\\\\d$',
])('a match of %s', (pattern) => {
  expect(matchOf(pattern)).toMatch(new RegExp(pattern))
})

it('a match of any text ends', () => {
  fc.assert(
    fc.property(fc.string(), fc.nat(2000), (pattern, minLength) => {
      expect(matchOf(pattern, minLength).length).toBeLessThanOrEqual(1000)
    }),
  )
})

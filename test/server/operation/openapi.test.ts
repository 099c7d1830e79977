import { Validator } from '@seriousme/openapi-schema-validator'
import { Ajv2020 } from 'ajv/dist/2020.js'
import { expect, test } from 'vitest'
import { openApiDocument } from '../../../src/server/operation/openapi/document.ts'
import { operations } from '../../../src/server/operation/openapi/operations.ts'
import { createBody, ignoredFields } from '../../../src/server/request/create-body.ts'
import { routes } from '../../../src/server/routes/table.ts'
import { bodies } from '../request/bodies.ts'
import { post } from '../post.ts'
import { serving } from '../serving.ts'

const document: { components: { schemas: Record<string, { properties: Record<string, object> }> } } =
  JSON.parse(openApiDocument())

/** Whether a value fits one of the document's schemas: what is wrong with it, or nothing. */
function wrongWith(name: string, value: unknown): unknown {
  const ajv = new Ajv2020({ strict: false })
  ajv.addSchema({ $id: 'document', ...document })
  const validate = ajv.compile({ $ref: `document#/components/schemas/${name}` })
  return validate(value) ? null : validate.errors
}

test('it is a valid OpenAPI 3.1 document', async () => {
  const validator = new Validator()
  expect(await validator.validate(JSON.parse(openApiDocument()))).toMatchObject({ valid: true })
  expect(validator.version).toBe('3.1')
})

test('it has every path and method that the server has, and no other', () => {
  const served = routes.flatMap(({ pattern, methods }) =>
    Object.keys(methods).map((method) => `${method} ${pattern.replace('{id*}', '{id}')}`),
  )
  const written = Object.entries(operations).flatMap(([path, methods]) =>
    Object.keys(methods).map((method) => `${method.toUpperCase()} ${path}`),
  )
  expect(written.toSorted()).toEqual(served.toSorted())
})

test('what is open needs no key in it', () => {
  for (const { pattern, methods, isOpen = false } of routes) {
    const path = operations[pattern.replace('{id*}', '{id}')] ?? {}
    for (const method of Object.keys(methods)) {
      expect([pattern, path[method.toLowerCase()]?.security]).toEqual([pattern, isOpen ? [] : undefined])
    }
  }
})

test('every field of a request is there with a schema', () => {
  const { properties } = document.components.schemas.CreateResponse!
  for (const name of Object.keys(createBody.shape)) {
    expect([name, Object.keys(properties[name] ?? {})]).not.toEqual([name, []])
  }
  for (const name of ignoredFields) expect(properties).toHaveProperty(name)
})

test('what real clients send fits it', () => {
  for (const [client, body] of Object.entries(bodies)) {
    expect([client, wrongWith('CreateResponse', body)]).toEqual([client, null])
  }
  expect(wrongWith('CreateResponse', { input: 7 })).not.toBe(null)
  expect(wrongWith('CreateResponse', { temperature: 'hot' })).not.toBe(null)
})

test('what the server answers fits it', async () => {
  await using server = await serving()
  const get = async (path: string) => (await fetch(`${server.url}${path}`)).json()
  const made = await (await post(server, { model: 'm', input: 'Hello' })).json()
  expect(wrongWith('Response', made)).toBe(null)
  expect(wrongWith('ItemList', await get(`/responses/${made.id}/input_items`))).toBe(null)
  expect(wrongWith('ModelList', await get('/models'))).toBe(null)
  expect(wrongWith('Status', await get('/ready'))).toBe(null)
  expect(wrongWith('Error', await get('/nope'))).toBe(null)
  const deleted = await fetch(`${server.url}/responses/${made.id}`, { method: 'DELETE' })
  expect(wrongWith('Deleted', await deleted.json())).toBe(null)
  expect(await get('/openapi.json')).toEqual(document)
})

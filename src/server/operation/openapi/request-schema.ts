import { z } from 'zod'
import { createBody, ignoredFields } from '../../request/create-body.ts'

/** A JSON Schema. */
export type JsonSchema = Readonly<Record<string, unknown>>

const typed = (description: string): JsonSchema => ({
  type: 'object',
  description,
  properties: { type: { type: 'string' } },
  additionalProperties: true,
})

const orNull = (...schemas: JsonSchema[]): JsonSchema => ({ anyOf: [...schemas, { type: 'null' }] })

/** Fields whose schema is chosen by looking at the value, which JSON Schema can't be generated from. */
const chosenFields: Readonly<Record<string, JsonSchema>> = {
  input: orNull(
    { type: 'string' },
    { type: 'array', items: typed("An input item as OpenAI's reference has it; `type` may be left out of messages.") },
  ),
  tools: orNull({
    type: 'array',
    items: typed('A function, custom, namespace or hosted tool; tools of unknown types are left out.'),
  }),
  tool_choice: orNull({ type: 'string', enum: ['none', 'auto', 'required'] }, typed('The tool that is to be called.')),
  text: orNull({
    type: 'object',
    properties: {
      format: orNull(typed('`text`, `json_object`, or `json_schema` with its schema.')),
      verbosity: orNull({ type: 'string', enum: ['low', 'medium', 'high'] }),
    },
    additionalProperties: true,
  }),
  stop: orNull({ type: 'string' }, { type: 'array', items: { type: 'string' } }),
}

/** Fields that are refused unless they are null. */
const refusedFields = ['conversation', 'prompt']

/** The body of `POST /v1/responses`, as the server's own validation has it. */
export function createResponseSchema(): JsonSchema {
  const { properties = {} } = z.toJSONSchema(createBody, {
    io: 'input',
    unrepresentable: 'any',
    target: 'draft-2020-12',
  })
  const refused = refusedFields.map((name) => [name, { type: 'null', description: 'Not supported.' }])
  const ignored = ignoredFields.map((name) => [name, { description: 'Accepted, and without effect.' }])
  return {
    type: 'object',
    // What upstreams know beyond it is passed on to them.
    additionalProperties: true,
    properties: {
      ...properties,
      ...Object.fromEntries([...refused, ...ignored]),
      ...chosenFields,
    },
  }
}

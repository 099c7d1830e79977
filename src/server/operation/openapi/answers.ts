import type { JsonSchema } from './request-schema.ts'

const text: JsonSchema = { type: 'string' }
const textOrNull: JsonSchema = { type: ['string', 'null'] }
const whole: JsonSchema = { type: 'integer' }

/** An object that has these fields, and may have more. */
function having(properties: Record<string, JsonSchema>, optional: readonly string[] = []): JsonSchema {
  const required = Object.keys(properties).filter((name) => !optional.includes(name))
  return { type: 'object', properties, required, additionalProperties: true }
}

function listOf(name: string, more: Record<string, JsonSchema> = {}): JsonSchema {
  return having({ object: { const: 'list' }, data: { type: 'array', items: reference(name) }, ...more })
}

/** A named schema. */
export function reference(name: string): JsonSchema {
  return { $ref: `#/components/schemas/${name}` }
}

/** What the server answers with. Items and events are OpenAI's own, and not written down a second time. */
export const answerSchemas: Readonly<Record<string, JsonSchema>> = {
  Response: having({
    id: text,
    object: { const: 'response' },
    created_at: whole,
    status: { enum: ['queued', 'in_progress', 'completed', 'incomplete', 'failed', 'cancelled'] },
    model: text,
    output: { type: 'array', items: reference('Item') },
    error: { anyOf: [having({ code: text, message: text }), { type: 'null' }] },
    incomplete_details: { anyOf: [having({ reason: text }), { type: 'null' }] },
    usage: { anyOf: [reference('Usage'), { type: 'null' }] },
    metadata: { type: ['object', 'null'], additionalProperties: text },
    previous_response_id: textOrNull,
  }),
  Usage: having({
    input_tokens: whole,
    input_tokens_details: having({ cached_tokens: whole }),
    output_tokens: whole,
    output_tokens_details: having({ reasoning_tokens: whole }),
    total_tokens: whole,
  }),
  Item: having({ type: text, id: text }, ['id']),
  Event: having({ type: text, sequence_number: whole }),
  ItemList: listOf('Item', { first_id: textOrNull, last_id: textOrNull, has_more: { type: 'boolean' } }),
  Model: having({ id: text, object: { const: 'model' }, created: whole, owned_by: text }),
  ModelList: listOf('Model'),
  Deleted: having({ id: text, object: { const: 'response' }, deleted: { const: true } }),
  Status: having({ status: text }),
  Error: having({ error: having({ message: text, type: text, param: textOrNull, code: textOrNull }) }),
}

import type { Responses } from 'openai/resources/responses/responses'
import { z } from 'zod'
import { byType, maybe } from './choose.ts'

const jsonSchema = z.object({
  type: z.literal('json_schema'),
  name: z
    .string()
    .min(1)
    .max(64)
    .regex(/^[\w-]+$/),
  schema: z.record(z.string(), z.unknown()),
  description: maybe(z.string()),
  strict: maybe(z.boolean()),
})

const format = byType<Record<string, Responses.ResponseFormatTextConfig>>({
  text: z.object({ type: z.literal('text') }),
  json_object: z.object({ type: z.literal('json_object') }),
  json_schema: jsonSchema,
})

/** The `text` of a request; `{}` and null stand for plain text. */
export const textConfig = maybe(
  z.object({ format: maybe(format), verbosity: maybe(z.enum(['low', 'medium', 'high'])) }),
)

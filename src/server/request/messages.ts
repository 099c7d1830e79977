import type { Responses } from 'openai/resources/responses/responses'
import { z } from 'zod'
import { chosen, maybe } from './choose.ts'
import { inputContent, outputContent } from './content.ts'

const status = z.enum(['in_progress', 'completed', 'incomplete'])

const said = z
  .object({ id: maybe(z.string()), role: z.enum(['user', 'system', 'developer']), content: inputContent })
  .transform((message): Responses.ResponseInputItem.Message & { id?: string } => ({ type: 'message', ...message }))

const answered = z
  .object({
    id: maybe(z.string()),
    role: z.literal('assistant'),
    content: outputContent,
    phase: maybe(z.enum(['commentary', 'final_answer'])),
    status: status.nullish().transform((status) => status ?? 'completed'),
  })
  .transform(({ id = '', ...message }): Responses.ResponseOutputMessage => ({ type: 'message', id, ...message }))

const roles = ['user', 'assistant', 'system', 'developer'] as const

/** A message of any role. `type` may be missing, and `content` may be a string, as in Chat Completions. */
export const message = chosen<z.output<typeof said> | z.output<typeof answered>>((value) => {
  const role: unknown = typeof value === 'object' && value !== null && 'role' in value ? value.role : undefined
  if (role === 'assistant') return answered
  if (role === 'user' || role === 'system' || role === 'developer') return said
  return { code: 'invalid_value', values: [...roles], input: role, path: ['role'] }
})

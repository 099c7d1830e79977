import type { Responses } from 'openai/resources/responses/responses'
import { z } from 'zod'
import { byType, complaint, maybe, stringOrList } from './choose.ts'

/** Text, by whichever of its names: clients send what they were given, `output_text` under a user's name too. */
const text = z.object({ type: z.string(), text: z.string() })

const inputText = text.transform(({ text }): Responses.ResponseInputText => ({ type: 'input_text', text }))

const outputText = z.object({ text: z.string() }).transform(({ text }) => asOutput(text))

const refusal = z.object({ type: z.literal('refusal'), refusal: z.string() })

const image = z
  .object({
    type: z.literal('input_image'),
    detail: z
      .enum(['low', 'high', 'auto', 'original'])
      .nullish()
      .transform((detail) => detail ?? 'auto'),
    image_url: maybe(z.string().min(1)),
    file_id: maybe(z.string().min(1)),
  })
  .superRefine((part, context) => {
    if (part.image_url !== undefined || part.file_id !== undefined) return
    const message = 'An input_image has neither image_url nor file_id; give one of them.'
    context.issues.push(complaint(message, 'missing_required_parameter', part))
  })

const file = z
  .object({
    type: z.literal('input_file'),
    detail: maybe(z.enum(['auto', 'low', 'high'])),
    file_data: maybe(z.string().min(1)),
    file_id: maybe(z.string().min(1)),
    file_url: maybe(z.string().min(1)),
    filename: maybe(z.string()),
  })
  .superRefine((part, context) => {
    if (part.file_data !== undefined || part.file_id !== undefined || part.file_url !== undefined) return
    const message = 'An input_file has none of file_data, file_url and file_id; give one of them.'
    context.issues.push(complaint(message, 'missing_required_parameter', part))
  })

const inputPart = byType<Record<string, Responses.ResponseInputContent>>({
  input_text: inputText,
  output_text: inputText,
  text: inputText,
  input_image: image,
  input_file: file,
})

const outputPart = byType<Record<string, Responses.ResponseOutputText | Responses.ResponseOutputRefusal>>({
  output_text: outputText,
  input_text: outputText,
  text: outputText,
  refusal,
})

/** What a user, a developer or the system says. */
export const inputContent = stringOrList(inputPart, 'content parts').transform((content) =>
  typeof content === 'string' ? [{ type: 'input_text' as const, text: content }] : content,
)

/** What the assistant said. */
export const outputContent = stringOrList(outputPart, 'content parts').transform((content) =>
  typeof content === 'string' ? [asOutput(content)] : content,
)

/** What a tool answered: text, or parts. */
export const toolOutput = stringOrList(inputPart, 'content parts')

function asOutput(text: string): Responses.ResponseOutputText {
  return { type: 'output_text', text, annotations: [], logprobs: [] }
}

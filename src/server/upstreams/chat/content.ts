import type { Chat } from 'openai/resources/chat/chat'
import type { Responses } from 'openai/resources/responses/responses'
import { UpstreamError } from '../error.ts'

/** A part of a user's message. */
export type ChatPart = Chat.Completions.ChatCompletionContentPart

/** Any part that the Responses API has in messages and tool outputs. */
export type ResponsesPart =
  | Responses.ResponseInputContent
  | Responses.ResponseInputTextContent
  | Responses.ResponseInputImageContent
  | Responses.ResponseInputFileContent
  | Responses.ResponseOutputText
  | Responses.ResponseOutputRefusal

/**
 * A part as Chat Completions has it: images and files are passed on.
 *
 * @param param where it stands, for the error
 * @throws UpstreamError `unsupported_input` (400) for what Chat Completions has no form for
 */
export function chatPart(part: ResponsesPart, param: string): ChatPart {
  switch (part.type) {
    case 'input_text':
    case 'output_text':
      return { type: 'text', text: part.text }
    case 'refusal':
      return { type: 'text', text: part.refusal }
    case 'input_image': {
      if (typeof part.image_url !== 'string') throw unsupported(param, 'an image by file id; send its URL or its data')
      // The Responses API knows one more detail than Chat Completions.
      const detail = part.detail === 'low' || part.detail === 'high' ? part.detail : 'auto'
      return { type: 'image_url', image_url: { url: part.image_url, detail } }
    }
    case 'input_file': {
      if (typeof part.file_data !== 'string' && typeof part.file_id !== 'string') {
        throw unsupported(param, 'a file by its URL; send its data')
      }
      const file = { file_data: part.file_data ?? undefined, file_id: part.file_id ?? undefined }
      return { type: 'file', file: { ...file, filename: part.filename ?? undefined } }
    }
    default:
      throw unsupported(param, `of a type that Chat Completions has no form for`)
  }
}

function unsupported(param: string, what: string): UpstreamError {
  const message = `${param} is ${what}: the model behind this server can't take it.`
  return new UpstreamError('unsupported_input', 400, message, { param })
}

/** A content as Chat Completions has it: a string as long as it is nothing but text. */
export function chatContent(content: string | readonly ResponsesPart[], param: string): string | ChatPart[] {
  if (typeof content === 'string') return content
  const parts = content.map((part, index) => chatPart(part, `${param}[${index}]`))
  const texts = parts.flatMap((part) => (part.type === 'text' ? [part.text] : []))
  return texts.length === parts.length ? texts.join('') : parts
}

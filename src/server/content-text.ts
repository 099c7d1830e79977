import { UpstreamError } from './upstreams/error.ts'

/** Any of the content parts that a message, a thought or a tool's output can hold. */
interface ContentPart {
  type: string
  text?: string
  refusal?: string
}

/**
 * The text of a content, for a model that takes nothing else. Parts follow each other without anything between them.
 *
 * @param what it is the content of, for the error: `input[3].content`
 * @throws UpstreamError `unsupported_input` (400) where it holds an image, a file or sound
 */
export function contentText(content: string | readonly ContentPart[], what: string): string {
  if (typeof content === 'string') return content
  return content
    .map((part, index) => {
      if (typeof part.text === 'string') return part.text
      if (typeof part.refusal === 'string') return part.refusal
      const param = `${what}[${index}]`
      const message = `${param} is ${part.type}, and the model behind this server takes text only; send text.`
      throw new UpstreamError('unsupported_input', 400, message, { param })
    })
    .join('')
}

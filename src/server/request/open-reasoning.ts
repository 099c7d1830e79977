import { badRequest } from '../api-error.ts'
import type { ConversationItem } from '../conversation.ts'
import { SealError } from '../sealing.ts'

/**
 * Puts the text into reasoning that came back sealed. Reasoning that has its text keeps it: clients echo both.
 *
 * @param open throws a `SealError` where it cannot
 * @param param where the item stands in the request
 * @throws ApiError 400 on its `encrypted_content`
 */
export function openReasoning(
  item: ConversationItem,
  open: (sealed: string) => string,
  param: string,
): ConversationItem {
  if (item.type !== 'reasoning' || typeof item.encrypted_content !== 'string') return item
  const { encrypted_content: sealed, ...rest } = item
  if (sealed === '' || (item.content !== undefined && item.content.length > 0)) return rest
  try {
    return { ...rest, content: [{ type: 'reasoning_text', text: open(sealed) }] }
  } catch (error) {
    if (!(error instanceof SealError)) throw error
    const mend = 'send the reasoning item as this server gave it, or leave it out'
    const message = `The encrypted content of ${param} could not be verified. ${error.message} To mend it, ${mend}.`
    throw badRequest(message, `${param}.encrypted_content`, 'invalid_encrypted_content')
  }
}

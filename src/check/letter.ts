import { isObject } from './json.ts'
import type { StreamEvent } from './event.ts'

/** `output_item.added`, which every item begins with. */
export const added = 'response.output_item.added'

/** `output_item.done`, which every item ends with; its letters say the item's status too. */
export const done = 'response.output_item.done'

/** The letter of an item that is done, by its status. */
export const doneLetter = (status: string) => `${done}<${status}>`

/** The stream's letter for any event of any item. */
export const itemLetter = 'item'

/**
 * What the acceptors read of an event: its type; with it the part's type, where one is added or done; the item's
 * status, where it is done. An item without a status is done completely.
 */
export function letterOf(event: StreamEvent): string {
  switch (event.type) {
    case 'response.content_part.added':
    case 'response.content_part.done': {
      const { part } = event
      return partLetters.get(event.type)?.get(isObject(part) ? part['type'] : undefined) ?? `${event.type}<unknown>`
    }
    case done: {
      const { item } = event
      return doneLetter(String((isObject(item) ? item['status'] : undefined) ?? 'completed'))
    }
    default:
      return event.type
  }
}

/** Looked up, and not put together: it is done for each part of each stream. */
const partLetters = new Map(
  ['response.content_part.added', 'response.content_part.done'].map((type) => [
    type,
    new Map<unknown, string>(['output_text', 'refusal', 'reasoning_text'].map((part) => [part, `${type}<${part}>`])),
  ]),
)

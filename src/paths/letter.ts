import type { ItemEvent, WireEvent } from '../wire/event.ts'

/** An event without its values: its type, with the part's type, and at `output_item.done` the item's status. */
export function letterOf(event: ItemEvent | WireEvent): string {
  switch (event.type) {
    case 'response.content_part.added':
    case 'response.content_part.done':
      return `${event.type}<${event.part.type}>`
    case 'response.output_item.done':
      return `${event.type}<${'status' in event.item ? event.item.status : 'completed'}>`
    default:
      return event.type
  }
}

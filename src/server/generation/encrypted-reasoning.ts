import type { OutputItem, WireEvent } from '../../wire/event.ts'
import type { Sealer } from '../sealing.ts'

/** Changes a finished event on its way out. */
export type Decorate = (event: WireEvent) => WireEvent

/** What a client asks for to get its reasoning sealed. */
export const encryptedReasoning = 'reasoning.encrypted_content'

/**
 * Puts the sealed text into each thought once it is done, and the same into the final output: a client sends it back
 * where nothing is stored (`store: false`).
 *
 * @param owner whom it is sealed for
 */
export function sealingReasoning(sealer: Sealer, owner: string): Decorate {
  const sealed = new Map<string, string>()

  function dressed(item: OutputItem): OutputItem {
    if (item.type !== 'reasoning') return item
    const known = sealed.get(item.id)
    const encrypted_content = known ?? sealer.seal(textOf(item), owner)
    if (known === undefined) sealed.set(item.id, encrypted_content)
    return { ...item, encrypted_content }
  }

  return (event) => {
    switch (event.type) {
      case 'response.output_item.done':
        return event.item.type === 'reasoning' ? { ...event, item: dressed(event.item) } : event
      case 'response.completed':
      case 'response.incomplete':
      case 'response.failed':
        return { ...event, response: { ...event.response, output: event.response.output.map(dressed) } }
      default:
        return event
    }
  }
}

function textOf(item: Extract<OutputItem, { type: 'reasoning' }>): string {
  const content = 'content' in item ? (item.content ?? []) : []
  return content.map(({ text }) => text).join('')
}

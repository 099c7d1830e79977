import type { ItemStatus, OtherItem } from './any-status-item.ts'
import type { OutputItem } from './event.ts'
import { type DoneParams, itemAdded, itemDone, type ItemEmitter, type ItemIdentity } from './item.ts'

/** What an item of any other kind is made with. */
export interface OtherInput extends ItemIdentity {
  /** The item itself, but for its id and status. One with a status is given its own at A and at D. */
  item: OtherItem
}

/** An item of any other kind: whole from the start. */
export type OtherContext = OtherInput

/** The context of an item that has not been said. */
export function otherContext(input: OtherInput): OtherContext {
  return { ...input }
}

/** Some kinds have no status, and whole ones need none. One that ends short says so all the same (`AnyStatusItem`). */
function other({ id, item }: OtherContext, status: ItemStatus): OutputItem {
  const says = 'status' in item || status === 'incomplete' || status === 'failed'
  return says ? { ...item, id, status } : { ...item, id }
}

/** Both events of an item of any other kind (protocol.md: `any other item type  A D`). */
export const otherEmitters = {
  'response.output_item.added': {
    event: (context) => itemAdded(context, other(context, 'in_progress')),
  } satisfies ItemEmitter<OtherContext, 'response.output_item.added'>,

  'response.output_item.done': {
    event: (context, _input, { status }) => itemDone(context, other(context, status)),
  } satisfies ItemEmitter<OtherContext, 'response.output_item.done', DoneParams>,
}

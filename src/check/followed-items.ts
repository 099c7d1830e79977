import type { StreamEvent } from './event.ts'
import type { FollowedItem } from './followed-item.ts'
import type { Items } from './items.ts'
import { isObject } from './json.ts'
import { added, done } from './letter.ts'
import type { Reporter } from './reporter.ts'

/** The items of a response as they follow one another: each event goes to its own. */
export class FollowedItems {
  readonly #items: Items
  readonly #report: Reporter
  /** The item that is incomplete, and by that the last one. */
  #sealedBy: FollowedItem | null = null

  constructor(items: Items, report: Reporter) {
    this.#items = items
    this.#report = report
  }

  /** An event of some item. */
  see(event: StreamEvent): void {
    if (event.type === added) {
      this.#add(event)
      return
    }
    const item = this.#items.at(event, this.#report)
    if (item === null) return
    item.see(event, this.#report)
    if (item.done === null) return
    this.#items.close(item)
    if (event.type === done && item.done['status'] === 'incomplete' && !item.suspect) this.#sealedBy ??= item
  }

  #add(event: StreamEvent): void {
    const report = this.#report
    const addition = this.#items.add(event, report)
    if (addition === null || !isObject(event['item'])) return
    const { item, unsureOfId } = addition
    this.#checkUnsealed(item)
    item.open(event['item'], unsureOfId, report)
    // One that came too soon was told.
    if (!item.excused) this.#checkAlone(item)
  }

  /** `item/status`: an incomplete item is the last one. */
  #checkUnsealed(item: FollowedItem): void {
    const sealing = this.#sealedBy
    if (sealing === null) return
    const what = `comes though item ${sealing.outputIndex} is incomplete`
    this.#report.violate('item/status', what, ['response.incomplete', 'response.failed'], item)
    sealing.excuseStatus()
    this.#sealedBy = null
  }

  /** `item/order`: one item at a time; what runs on servers may overlap. */
  #checkAlone(item: FollowedItem): void {
    for (const other of this.#items.open) {
      if (other === item || other.excused) continue
      if (this.#report.observed && other.isTool && item.isTool) {
        this.#report.tolerate('tools-overlap', item)
        continue
      }
      this.#report.violate('item/order', `comes while item ${other.outputIndex} is open`, other.legal, other)
      other.excused = true
    }
  }
}

import type { StreamEvent } from './event.ts'
import { FollowedItem } from './followed-item.ts'
import type { Profile } from './finding.ts'
import { isObject, type Json, shown } from './json.ts'
import type { Reporter } from './reporter.ts'

/** The items of one response, and which of them an event speaks of: `item/index`, and `item/id` where two are meant. */
export class Items {
  readonly #profile: Profile
  readonly #byIndex = new Map<unknown, FollowedItem>()
  readonly #byId = new Map<unknown, FollowedItem>()
  readonly #all: FollowedItem[] = []
  readonly #open = new Set<FollowedItem>()
  #next = 0
  /** Indexes that were passed over. */
  readonly #skipped = new Set<unknown>()
  /** An index that would be next too, since the last one was wrong. */
  #orElse: number | null = null
  #anyNext: boolean
  readonly #resumed: boolean
  #lost = false

  /** @param resumed the beginning was not heard: items that nobody added may be spoken of */
  constructor(profile: Profile, resumed: boolean) {
    this.#profile = profile
    this.#resumed = resumed
    this.#anyNext = resumed
  }

  /** In the order of their beginning. */
  get all(): readonly FollowedItem[] {
    return this.#all
  }

  /** Those whose D has not come. */
  get open(): ReadonlySet<FollowedItem> {
    return this.#open
  }

  /** An event is missing, as was told: it may have added an item. */
  lose(): void {
    this.#lost = true
  }

  /** An item is done. */
  close(item: FollowedItem): void {
    this.#open.delete(item)
  }

  /** The item that an A begins; null where it begins none that was not known. */
  add(event: StreamEvent, report: Reporter): { item: FollowedItem; unsureOfId: boolean } | null {
    const { item, output_index: at } = event
    if (!isObject(item)) {
      report.violate('item/id', `has item ${shown(item)}`, ['an item'])
      report.hush()
      if (typeof at === 'number' && !this.#byIndex.has(at)) this.#adopt(event, at, false)
      return null
    }
    if (this.#isKnown(item, at, report)) return null
    const expected = this.#next
    // Where it has no index, that is what is wrong with it.
    const placed = typeof at === 'number' ? null : this.#checkNext(at, report)
    if (placed !== null) report.hush()
    const unsureOfId = this.#checkNewId(item, report)
    const { index, right } = placed ?? this.#checkNext(at, report)
    const added = new FollowedItem(index, this.#profile)
    this.#register(added, index, item['id'])
    if (!right) {
      this.#alsoAt(added, expected)
      // It may have come too soon: what is added while it is open is no second mistake.
      added.excused = true
    }
    return { item: added, unsureOfId }
  }

  /** The item that an event after A speaks of; null where nobody can tell. */
  at(event: StreamEvent, report: Reporter): FollowedItem | null {
    const { output_index: index } = event
    const byIndex = this.#byIndex.get(index)
    const byId = this.#byId.get(idOf(event))
    if (byIndex !== undefined && (byId === undefined || byId === byIndex)) return byIndex
    if (byId?.isAt(index) === true) return byId
    if (byId === undefined) return this.#unknown(event, report)
    report.violate('item/index', `has output_index ${shown(index)}`, [`output_index ${byId.outputIndex}`], byId)
    if (byIndex === undefined) {
      this.#alsoAt(byId, index)
      return byId
    }
    report.violate('item/id', `has item_id ${shown(byId.id)}`, [`item_id ${shown(byIndex.id)}`], byIndex)
    report.hush()
    return byId.allows(event) ? byId : byIndex
  }

  /** The item that an event seems to speak of, without a word about it. */
  find(event: StreamEvent): FollowedItem | undefined {
    return this.#byId.get(idOf(event)) ?? this.#byIndex.get(event['output_index'])
  }

  /** An A that came too late, or again. */
  #isKnown(item: Json, at: unknown, report: Reporter): boolean {
    const known = this.#byId.get(item['id'])
    if (known?.begun === true && known.isAt(at)) {
      report.violate('item/id', `adds ${shown(item['id'])} again`, ['an id that is new'], known)
      report.hush()
      // It may have been meant to say that the item is done.
      known.excused = true
      return true
    }
    const heard = this.#byIndex.get(at)
    if (heard === undefined || heard.begun || !(heard.id === undefined || heard.hasId(item['id']))) return false
    if (!heard.missed) {
      report.violate('item/id', `adds ${shown(item['id'])}, which was heard of before`, ['an id that is new'], heard)
      report.hush()
    }
    heard.late(item)
    this.#byId.set(item['id'], heard)
    return true
  }

  #checkNewId({ id }: Json, report: Reporter): boolean {
    if (typeof id === 'string' && id !== '' && !this.#byId.has(id)) return false
    report.violate('item/id', `has item.id ${shown(id)}`, ['an id that is new'])
    return true
  }

  #checkNext(at: unknown, report: Reporter): { index: number; right: boolean } {
    const expected = this.#next
    let right = true
    if (typeof at === 'number' && (this.#anyNext || at === expected || at === this.#orElse)) {
      this.#orElse = null
      this.#next = at + 1
    } else if (!this.#skipped.delete(at)) {
      report.violate('item/index', `has output_index ${shown(at)}`, [`output_index ${expected}`])
      if (typeof at === 'number') this.#skip(expected, at)
      this.#orElse = expected + 1
      this.#next = typeof at === 'number' ? at + 1 : expected + 1
      right = false
    }
    this.#anyNext = false
    return { index: typeof at === 'number' ? at : expected, right }
  }

  /** Items that may come late. */
  #skip(from: number, to: number): void {
    for (let skipped = from; skipped < to && skipped < from + 100; skipped += 1) this.#skipped.add(skipped)
  }

  #unknown(event: StreamEvent, report: Reporter): FollowedItem | null {
    const { output_index: index } = event
    if (this.#lost) report.hush()
    else if (!(this.#resumed && typeof index === 'number')) {
      const expected = [...this.#open].map(({ outputIndex }) => `output_index ${outputIndex}`)
      report.violate('item/index', `has output_index ${shown(index)}, which is no item's`, expected)
      report.hush()
      const [only, ...others] = [...this.#open].filter((item) => item.allows(event))
      if (only !== undefined && others.length === 0 && idOf(event) === undefined) return only
    }
    return typeof index === 'number' ? this.#adopt(event, index, this.#resumed && !report.silent) : null
  }

  /** An item that nobody added. */
  #adopt(event: StreamEvent, index: number, expected: boolean): FollowedItem {
    const item = new FollowedItem(index, this.#profile)
    item.resume(event, expected)
    this.#lost = false
    item.excused = !expected
    this.#register(item, index, item.id)
    this.#skip(this.#next, index)
    this.#next = Math.max(this.#next, index + 1)
    return item
  }

  /** The item goes by another index too: which one is wrong was told. */
  #alsoAt(item: FollowedItem, index: unknown): void {
    item.alsoAt(index)
    if (typeof index === 'number' && !this.#byIndex.has(index)) this.#byIndex.set(index, item)
  }

  #register(item: FollowedItem, index: number, id: unknown): void {
    const before = this.#byIndex.get(index)
    if (before === undefined || before.done !== null || before.outputIndex !== index) this.#byIndex.set(index, item)
    if (typeof id === 'string') this.#byId.set(id, item)
    this.#all.push(item)
    this.#open.add(item)
  }
}

function idOf({ item, item_id: id }: StreamEvent): unknown {
  return isObject(item) ? item['id'] : id
}

import type { Json } from './json.ts'
import { isTool, type Kind, kindOf } from './kinds.ts'
import type { About } from './reporter.ts'
import { ItemIdRule } from './rules/item-id.ts'

/** What an item goes by: its place in the output, its ids, its kind. */
export class ItemIdentity implements About {
  readonly outputIndex: number
  id: unknown
  kind: Kind | null = null
  /** It was heard though nothing had added it, as was told: its A may come late. */
  missed = false
  protected readonly ids = new ItemIdRule(this)
  /** The item as it was added; null where that was not heard. */
  protected added: Json | null = null
  readonly #indexes = new Set<unknown>()

  constructor(outputIndex: number) {
    this.outputIndex = outputIndex
    this.#indexes.add(outputIndex)
  }

  /** Whether its A was heard. */
  get begun(): boolean {
    return this.added !== null
  }

  get isTool(): boolean {
    return isTool(this.kind)
  }

  /** Whether the item goes by this index. */
  isAt(index: unknown): boolean {
    return this.#indexes.has(index)
  }

  /** The item goes by this index too: the one that was wrong was told. */
  alsoAt(index: unknown): void {
    if (typeof index === 'number') this.#indexes.add(index)
  }

  hasId(id: unknown): boolean {
    return this.ids.has(id)
  }

  /** The A of an item that was heard before it was added. */
  late(item: Json): void {
    if (this.added === null) this.begin(item, true)
  }

  /** @param unsureOfId the id is missing, or another's: the next that is heard is the item's own */
  protected begin(item: Json, unsureOfId: boolean): void {
    this.added = item
    this.id = item['id']
    this.kind = kindOf(item['type'])
    this.ids.begin(this.id, unsureOfId)
  }
}

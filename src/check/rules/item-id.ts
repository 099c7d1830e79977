import type { StreamEvent } from '../event.ts'
import { type Json, shown } from '../json.ts'
import type { About, Reporter } from '../reporter.ts'

/** The fields that D must have as A had them. */
const kept = ['id', 'type', 'call_id'] as const

/**
 * `item/id`: every event of an item carries the id that it had at A; id, type and call_id never change. A second id is
 * told once: from then on the item goes by both.
 */
export class ItemIdRule {
  readonly #about: About
  readonly #ids = new Set<unknown>()
  #toldMissing = false
  /** Whether the item has no id that could be trusted: the next one is taken. */
  #unsure = false

  constructor(about: About) {
    this.#about = about
  }

  /** The item's own id, as its first event has it. */
  begin(id: unknown, unsure: boolean): void {
    this.#ids.add(id)
    this.#unsure = unsure
  }

  has(id: unknown): boolean {
    return this.#ids.has(id)
  }

  /** Some event between A and D. The shell commands' carry no item_id in OpenAI's types. */
  check(event: StreamEvent, report: Reporter): void {
    const id = event['item_id']
    if (this.#ids.has(id) || this.#adopt(id)) return
    if (id === undefined) {
      if (event.type.startsWith('response.shell_call_command.')) return
      if (report.observed) report.tolerate('item-id-left-out', this.#about)
      else if (!this.#toldMissing) this.#violate('item_id', id, report)
      this.#toldMissing = true
      return
    }
    this.#violate('item_id', id, report)
    this.#ids.add(id)
  }

  /**
   * The item at D.
   *
   * @param before the item at A; null where it was not heard
   * @param retyped a type that the item's events had already
   */
  checkDone(item: Json, before: Json | null, retyped: (type: unknown) => boolean, report: Reporter): void {
    for (const field of kept) {
      const value = item[field]
      if (field === 'id' ? this.#ids.has(value) || this.#adopt(value) : before === null || value === before[field]) {
        continue
      }
      if (field === 'type' && retyped(value)) continue
      const was = field === 'id' ? this.#about.id : before?.[field]
      report.violate('item/id', `has item.${field} ${shown(value)}`, [`item.${field} ${shown(was)}`], this.#about)
      if (field === 'id') this.#ids.add(value)
    }
  }

  #adopt(id: unknown): boolean {
    if (!this.#unsure || typeof id !== 'string') return false
    this.#unsure = false
    this.#ids.add(id)
    return true
  }

  #violate(field: string, id: unknown, report: Reporter): void {
    report.violate('item/id', `has ${field} ${shown(id)}`, [`${field} ${shown(this.#about.id)}`], this.#about)
  }
}

import { Contents } from './contents.ts'
import { itemAutomaton, kindByLetter, kindOf, type ItemKind, type Profile } from './grammar.ts'
import { isObject, letterOf, type Json, type WireEvent } from './letter.ts'
import type { Report } from './violation.ts'

/** Kinds that have no status in OpenAI's own types, or need not have one, or are not known. */
const statusless: readonly string[] = [
  'mcp_list_tools',
  'mcp_approval_request',
  'compaction',
  'custom_tool_call',
  'other',
]

/** One output item, followed from its A (or, in a resumed stream, from the first that is seen of it) to its D. */
export class FollowedItem {
  id: unknown
  done: Json | undefined
  readonly outputIndex: number
  private readonly profile: Profile
  private kind: ItemKind | undefined
  private added: Json | undefined
  private contents: Contents | undefined
  private states: number[] = []
  private broken = false

  constructor(outputIndex: number, profile: Profile) {
    this.outputIndex = outputIndex
    this.profile = profile
  }

  /** Messages and reasoning never overlap with anything; what runs on a server may. */
  get isTool(): boolean {
    return this.kind !== 'message' && this.kind !== 'reasoning'
  }

  get isToolList(): boolean {
    return this.kind === 'mcp_list_tools'
  }

  /** The item's A; its id, type and index have been looked at. */
  open(event: WireEvent, item: Json, report: Report): void {
    this.added = item
    this.id = item['id']
    this.kind = kindOf(String(item['type']))
    this.contents = new Contents(this.kind, this.profile)
    const automaton = itemAutomaton(this.kind, this.profile)
    this.states = [automaton.step(automaton.start, letterOf(event))]
    const status = item['status']
    const fine = status === 'in_progress' || this.mayLackStatus(status) || this.addedCompleted
    if (!fine) report('item/status', `status is ${String(status)} at output_item.added`)
    if (!this.addedCompleted) this.contents.open(item, report)
  }

  /** The stream was resumed while this item was open: any state is possible, and no sum can be checked. */
  resume(event: WireEvent, letter: string): void {
    this.kind = isObject(event['item']) ? kindOf(String(event['item']['type'])) : kindByLetter(letter)
    this.id = isObject(event['item']) ? event['item']['id'] : event['item_id']
    this.states = this.kind ? [...itemAutomaton(this.kind, this.profile).states] : []
  }

  see(event: WireEvent, letter: string, report: Report): void {
    if (this.done) {
      report('item/closed', `${letter} after the item's output_item.done`)
      return
    }
    const item = isObject(event['item']) ? event['item'] : undefined
    if (item) this.finish(item, report)
    const known = item ? `D<${this.finalStatus(item)}>` : letter
    this.step(known, report)
    // What was whole at A was never streamed: there is no sum that it could differ from.
    const whole = this.addedCompleted && this.fresh
    if (item && !whole) this.contents?.close(item, report)
    if (!item) this.contents?.see(event, letter, report)
    if (item) this.done = item
  }

  /** Under response.completed, is this item as finished as it should be? */
  get unfinished(): boolean {
    const status = this.done?.['status']
    if (this.profile === 'observed' && this.kind === 'function_call') return status === 'incomplete'
    return status === 'in_progress' || status === 'incomplete'
  }

  private get addedCompleted(): boolean {
    return this.profile === 'observed' && this.isTool && this.added?.['status'] === 'completed'
  }

  private mayLackStatus(status: unknown): boolean {
    if (status !== undefined) return false
    return statusless.includes(String(this.kind)) || (this.profile === 'observed' && this.kind === 'reasoning')
  }

  private finalStatus(item: Json): string {
    const status = String(item['status'] ?? 'completed')
    // A status that no D may have is `item/status`; the order is then judged as if the item were done.
    return ['completed', 'incomplete', 'failed'].includes(status) ? status : 'completed'
  }

  private finish(item: Json, report: Report): void {
    const status = item['status']
    const fine =
      ['completed', 'incomplete', 'failed'].includes(String(status)) ||
      this.mayLackStatus(status) ||
      (this.profile === 'observed' && this.kind === 'function_call' && status === 'in_progress')
    if (!fine) report('item/status', `status is ${String(status)} at output_item.done`)
    for (const name of ['id', 'type', 'call_id']) {
      const before = this.added ? this.added[name] : name === 'id' ? this.id : item[name]
      if (item[name] !== before) report('item/id', `${name} was ${String(before)} and is ${String(item[name])}`)
    }
  }

  private step(letter: string, report: Report): void {
    if (this.broken || !this.kind) return
    const automaton = itemAutomaton(this.kind, this.profile)
    // xAI adds a tool item whole, and says it again as done, with no status events between.
    if (this.addedCompleted && letter === 'D<completed>' && this.fresh) return
    const next = this.states.map((state) => automaton.step(state, letter)).filter((state) => !automaton.dead(state))
    if (next.length === 0) {
      this.broken = true
      const legal = automaton.alphabet.filter((l) => this.states.some((s) => !automaton.dead(automaton.step(s, l))))
      report('item/order', `${letter} is out of order in ${this.kind}: ${legal.join(' or ')} may come here`)
    }
    this.states = next
  }

  /** Nothing came since A. */
  private get fresh(): boolean {
    const automaton = itemAutomaton(this.kind!, this.profile)
    return this.states.length === 1 && this.states[0] === automaton.step(automaton.start, 'A')
  }
}

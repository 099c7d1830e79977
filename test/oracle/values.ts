import { inOpenai, type Dialect } from './dialect.ts'
import { streamAutomaton, type Profile } from './grammar.ts'
import { FollowedItem } from './item.ts'
import { isEvent, isItemLetter, isKnownType, isObject, letterOf, lifecycle, terminals } from './letter.ts'
import type { Json, WireEvent } from './letter.ts'
import { bare, same } from './same.ts'
import type { Report, Rule, Violation } from './violation.ts'

export interface OracleOptions {
  /** `observed` allows what real servers do besides; `strict`, the default, is what our own generator owes. */
  profile?: Profile
  dialect?: Dialect
  /** Event types to let pass unread. */
  allow?: readonly string[]
  /** The SSE `event:` line of each event, where it had one. */
  names?: readonly (string | undefined)[]
}

/** Every rule of protocol.md over one complete stream; empty when it is correct. */
export function oracle(events: readonly unknown[], options: OracleOptions = {}): Violation[] {
  return new Oracle(events, options).run()
}

class Oracle {
  private readonly violations: Violation[] = []
  private readonly items = new Map<number, FollowedItem>()
  private readonly ids = new Map<unknown, number>()
  private readonly observed: boolean
  private readonly resumed: boolean
  private readonly numbered: boolean
  /** As it came, and in openai's spelling. */
  private readonly sent: readonly unknown[]
  private readonly events: readonly unknown[]
  private readonly options: OracleOptions
  private states: number[]
  private position = 0
  private nextIndex = 0
  private sequence: number | undefined
  private responseId: unknown
  private terminal: WireEvent | undefined
  private sealed = false

  constructor(events: readonly unknown[], options: OracleOptions) {
    this.options = options
    this.sent = events
    this.observed = options.profile === 'observed'
    this.events = events.map((event) => inOpenai(event, options.dialect ?? 'openai'))
    const first = this.events[0]
    const started = isEvent(first) && letterOf(first) === 'created'
    this.resumed =
      this.observed &&
      isEvent(first) &&
      !started &&
      (Number(first['sequence_number']) > 0 || letterOf(first) === 'queued')
    this.numbered =
      !this.observed || this.events.some((event) => isObject(event) && event['sequence_number'] !== undefined)
    const automaton = streamAutomaton()
    this.states = started ? [automaton.start] : [...automaton.states]
  }

  run(): Violation[] {
    const first = this.events[0]
    if (!this.resumed && !(isEvent(first) && letterOf(first) === 'created')) {
      this.report('stream/first-event', 'the first event is not response.created')
    }
    this.events.forEach((event, position) => {
      this.position = position
      this.see(event)
    })
    this.position = this.events.length
    if (!this.terminal) this.report('stream/terminal', 'the stream stops without a terminal event')
    return this.violations.toSorted((a, b) => a.index - b.index)
  }

  private readonly report: Report = (rule: Rule, message: string) => {
    this.violations.push({ rule, index: this.position, message })
  }

  private see(event: unknown): void {
    const endMark = event === '[DONE]' || (isEvent(event) && event.type === '[DONE]')
    if (endMark && this.terminal && (this.observed || this.options.dialect === 'open-responses')) return
    if (this.observed && isEvent(event) && event.type === 'keepalive') {
      if ('sequence_number' in event) this.number(event)
      return
    }
    if (isEvent(event) && this.options.allow?.includes(event.type)) {
      if ('sequence_number' in event) this.number(event)
      return
    }
    if (this.terminal) this.report('stream/terminal', 'an event after the terminal event')
    if (!isEvent(event) || !isKnownType(event)) {
      const type = isEvent(event) ? event.type : JSON.stringify(event)
      this.report('stream/unknown-event', `OpenAI has no event ${type}`)
      if (isEvent(event)) this.number(event)
      return
    }
    this.number(event)
    this.eventName()
    const letter = letterOf(event)
    if (this.terminal) {
      // Already said; a late D or delta breaks its item as well.
      if (isItemLetter(letter)) this.item(event, letter)
      return
    }
    this.order(isItemLetter(letter) ? 'item' : letter)
    if (lifecycle.includes(letter)) this.snapshot(event, letter)
    else if (isItemLetter(letter)) this.item(event, letter)
  }

  private eventName(): void {
    const name = this.options.names?.[this.position]
    const sent = this.sent[this.position]
    if (name !== undefined && isEvent(sent) && name !== sent.type) {
      this.report('stream/event-name', `event: ${name} over data of type ${sent.type}`)
    }
  }

  private number(event: WireEvent): void {
    if (!this.numbered) return
    const number = event['sequence_number']
    const expected = this.sequence === undefined ? 0 : this.sequence + 1
    const anyStart = this.resumed && this.sequence === undefined
    if (typeof number !== 'number' || (!anyStart && number !== expected)) {
      this.report('stream/sequence', `sequence_number is ${String(number)}, should be ${expected}`)
    }
    this.sequence = typeof number === 'number' ? number : expected
  }

  private order(letter: string): void {
    const automaton = streamAutomaton()
    const next = this.states.map((state) => automaton.step(state, letter)).filter((state) => !automaton.dead(state))
    if (next.length > 0) this.states = next
    // After `error` only `failed` may come: anything else leaves the error without its end.
    else this.report('stream/order', `${letter} is out of order in the stream`)
  }

  private snapshot(event: WireEvent, letter: string): void {
    const response = event['response']
    if (!isObject(response)) {
      this.report('stream/lifecycle-snapshot', 'no response in the event')
      if (terminals.includes(letter)) this.terminal = event
      return
    }
    this.responseId ??= response['id']
    if (typeof response['id'] !== 'string' || response['id'] === '' || response['id'] !== this.responseId) {
      this.report('stream/response-id', `response.id is ${String(response['id'])}, was ${String(this.responseId)}`)
    }
    if (terminals.includes(letter)) this.end(event, letter, response)
    else {
      const status = response['status']
      const wrong = (what: string) => this.report('stream/lifecycle-snapshot', `${what} in response.${letter}`)
      if (status !== 'in_progress' && status !== 'queued') wrong(`status is ${String(status)}`)
      if (!same(response['output'], [])) wrong('output is not empty')
      if (!this.isNull(response['usage'])) wrong('usage is not null')
    }
  }

  /** xAI leaves out what is null. */
  private isNull(value: unknown): boolean {
    return value === null || (this.observed && value === undefined)
  }

  private item(event: WireEvent, letter: string): void {
    if (letter === 'A') this.add(event)
    else this.itemAt(event, letter)?.see(event, letter, this.report)
    if (letter === 'D<incomplete>') this.sealed = true
  }

  private add(event: WireEvent): void {
    const at = event['output_index']
    const item = event['item']
    if (typeof at !== 'number' || !isObject(item)) {
      this.report(isObject(item) ? 'item/index' : 'item/id', 'output_item.added without output_index or item')
      return
    }
    const id = item['id']
    if (typeof id !== 'string' || id === '' || this.ids.has(id)) {
      this.report('item/id', `the id ${String(id)} of a new item is missing or taken`)
    }
    const anyIndex = this.resumed && this.nextIndex === 0
    if (!anyIndex && at !== this.nextIndex) this.report('item/index', `output_index is ${at}, not ${this.nextIndex}`)
    this.nextIndex = at + 1
    if (this.sealed) this.report('item/status', 'an item after an incomplete one')
    const followed = new FollowedItem(at, this.options.profile ?? 'strict')
    followed.open(event, item, this.report)
    const open = [...this.items.values()].filter((other) => !other.done)
    const overlaps = open.some((other) => !(this.observed && other.isTool && followed.isTool))
    if (overlaps) this.report('item/order', 'an item is added while another is open')
    this.items.set(at, followed)
    this.ids.set(id, at)
  }

  private itemAt(event: WireEvent, letter: string): FollowedItem | undefined {
    const at = event['output_index']
    const id = isObject(event['item']) ? event['item']['id'] : event['item_id']
    const owner = this.ids.get(id)
    let followed = typeof at === 'number' ? this.items.get(at) : undefined
    if (!followed && this.resumed && typeof at === 'number' && owner === undefined) {
      followed = new FollowedItem(at, 'observed')
      followed.resume(event, letter)
      this.items.set(at, followed)
      this.ids.set(followed.id, at)
      this.nextIndex = Math.max(this.nextIndex, at + 1)
      return followed
    }
    if (!followed || (owner !== undefined && owner !== followed.outputIndex)) {
      this.report('item/index', `${letter} has output_index ${String(at)}: not that of the item it speaks of`)
    }
    if (!followed) return owner === undefined ? undefined : this.items.get(owner)
    // The shell commands' events carry no item_id in OpenAI's types; a server may leave it out elsewhere too.
    const owed = !this.observed && !letter.startsWith('shell_call_command.')
    if (!isObject(event['item']) && (owed || id !== undefined) && id !== followed.id) {
      this.report('item/id', `item_id is ${String(id)}, the item's id is ${String(followed.id)}`)
    }
    return followed
  }

  private end(event: WireEvent, letter: string, response: Json): void {
    this.terminal = event
    if (response['status'] !== letter) {
      this.report('stream/terminal', `response.${letter} with status ${String(response['status'])}`)
    }
    if (letter === 'completed') {
      if (!isObject(response['usage'])) this.report('stream/lifecycle-snapshot', 'response.completed without usage')
      if (!this.isNull(response['error'])) this.report('stream/lifecycle-snapshot', 'response.completed with an error')
    }
    const output: unknown[] = Array.isArray(response['output']) ? response['output'] : []
    for (const item of this.items.values()) {
      if (!item.done) {
        const listed = output.some((each) => isObject(each) && each['id'] === item.id)
        // OpenAI: the D of tool lists fetched at once is sometimes missing, but the list is in the output.
        if (!(this.observed && item.isToolList && listed)) {
          this.report('item/closed', `item ${item.outputIndex} is still open at the end`)
        }
        continue
      }
      if (letter === 'completed' && item.unfinished) {
        this.report('item/status', `item ${item.outputIndex} is not finished under response.completed`)
      }
      if (!same(bare(output[item.outputIndex]), bare(item.done))) {
        this.report('value/final-output', `output[${item.outputIndex}] differs from the item at its output_item.done`)
      }
    }
    if (!Array.isArray(response['output']) || (!this.resumed && output.length !== this.nextIndex)) {
      this.report('value/final-output', `the output holds ${output.length} items, the stream ${this.nextIndex}`)
    }
  }
}

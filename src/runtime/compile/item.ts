import type { AnyStateMachine, StateValue } from 'xstate'
import type { Collector, Emitter } from '../../wire/emitter.ts'
import type { ItemEvent } from '../../wire/event.ts'
import type { ItemIdentity, ItemInput } from '../../wire/item.ts'
import { type InputWarning, outOfPlace } from '../../wire/warning.ts'
import { choose, link, type LinkedRow, type LinkedTable } from './link.ts'
import type { NamedStep } from './named.ts'
import { tableOf } from './table.ts'
import { type Template, templateProbe } from './template.ts'

/** Where an item's events go: to its parent, or to the actor that it is itself. */
export interface ItemSink {
  /** An event of the item. */
  say(event: ItemEvent): void
  /** An input that it had no place for. */
  warn(warning: InputWarning): void
  /** Deltas are wanted from templates, and not as events. */
  readonly fromTemplates: boolean
  /** Makes a delta's template, to be filled in for every further one. */
  template(delta: ItemEvent): Template
  /** A delta that is text and nothing else. */
  fill(template: Template, text: string): void
}

/** An item that runs compiled. */
export interface OpenItem {
  readonly kind: string
  readonly value: StateValue
  readonly isFinal: boolean
  readonly context: object
  /** Takes an input; what it causes is said before this returns. */
  step(input: ItemInput, sink: ItemSink): void
  /** A copy that goes on without the original noticing. */
  copy(): OpenItem
}

/** A compiled item machine. */
export interface ItemProgram<Input> {
  kind: string
  /** Begins a new item. */
  start(input: Input): OpenItem
  /** Carries a persisted one on; null where this machine has no such state or context. */
  restore(value: unknown, context: unknown): OpenItem | null
  /** The events it can say, but for D. */
  says: readonly string[]
}

/** What the compiler needs of an item machine beside its definition: this project's own tables. */
export interface ItemTables<Input, Context extends ItemIdentity> {
  contextOf(input: Input): Context
  emitters: Record<string, Emitter<Context, ItemInput, ItemEvent, unknown>>
  /** Actions that keep text and say nothing. */
  collectors?: Record<string, Collector<Context, ItemInput>>
}

type Action<Context extends ItemIdentity> = (item: Item<Context>, input: ItemInput, sink: ItemSink) => void
type ItemRow<Context extends ItemIdentity> = LinkedRow<Context, ItemInput, Action<Context>>
type ItemTable<Context extends ItemIdentity> = LinkedTable<Context, ItemInput, Action<Context>>

/** Compiles an item machine. Throws `CompileError` on what is not supported. */
export function compileItem<Input, Context extends ItemIdentity>(
  machine: AnyStateMachine,
  tables: ItemTables<Input, Context>,
): ItemProgram<Input> {
  const { contextOf, emitters } = tables
  const kind = machine.id
  const table: ItemTable<Context> = link(machine, tableOf(machine), (step) => itemAction(kind, tables, step))
  return {
    kind,
    says: Object.keys(emitters).filter((name) => name !== 'response.output_item.done'),
    start: (input) => new Item(kind, table.initial, contextOf(input)),
    restore(value, context) {
      const row = table.rows.find((each) => each.value === value)
      return row !== undefined && isContext<Context>(context) ? new Item(kind, row, { ...context }) : null
    },
  }
}

function isContext<Context>(context: unknown): context is Context {
  return typeof context === 'object' && context !== null && 'id' in context && 'outputIndex' in context
}

function itemAction<Input, Context extends ItemIdentity>(
  kind: string,
  { emitters, collectors = {} }: ItemTables<Input, Context>,
  { type, params }: NamedStep,
): Action<Context> | null {
  if (type === 'warn') return (item, input, sink) => sink.warn(outOfPlace(input, `${kind} ${item.context.id}`))
  const collector = collectors[type]
  if (collector !== undefined) return (item, input) => collector.append(item.context, input)
  const emitter = emitters[type]
  if (emitter === undefined) return null
  return emitter.append === undefined ? say(emitter, params) : sayDelta(emitter, params)
}

function say<Context extends ItemIdentity>(
  emitter: Emitter<Context, ItemInput, ItemEvent, unknown>,
  params: unknown,
): Action<Context> {
  return (item, input, sink) => {
    const { context } = item
    const event = emitter.event(context, input, params)
    if (emitter.change !== undefined) Object.assign(context, emitter.change(context, input, params))
    item.template = null
    sink.say(event)
  }
}

/** Stands where a delta's text will stand, while its template is made. */
const probe: ItemInput = { type: 'segment.delta', text: templateProbe }

/** The token path: text is appended in place, and no event is made where a template can say it. */
function sayDelta<Context extends ItemIdentity>(
  emitter: Emitter<Context, ItemInput, ItemEvent, unknown>,
  params: unknown,
): Action<Context> {
  return (item, input, sink) => {
    const { context } = item
    if (sink.fromTemplates && input.type === 'segment.delta' && input.logprobs === undefined) {
      item.template ??= sink.template(emitter.event(context, probe, params))
      emitter.append?.(context, input)
      sink.fill(item.template, input.text)
      return
    }
    const event = emitter.event(context, input, params)
    emitter.append?.(context, input)
    sink.say(event)
  }
}

/** A compiled item in the making. */
class Item<Context extends ItemIdentity> implements OpenItem {
  readonly kind: string
  readonly context: Context
  /** The open part's deltas differ in their text and number alone; any other event ends that. */
  template: Template | null = null
  #row: ItemRow<Context>

  constructor(kind: string, row: ItemRow<Context>, context: Context) {
    this.kind = kind
    this.context = context
    this.#row = row
  }

  get value(): StateValue {
    return this.#row.value
  }

  get isFinal(): boolean {
    return this.#row.isFinal
  }

  step(input: ItemInput, sink: ItemSink): void {
    if (this.#row.isFinal) return
    const question = { context: this.context, event: input }
    let taken = choose(this.#row.on.get(input.type) ?? this.#row.otherwise, question)
    while (taken !== null) {
      if (taken.target !== null) this.#row = taken.target
      for (const action of taken.actions) action(this, input, sink)
      taken = taken.target !== null && this.#row.always.length > 0 ? choose(this.#row.always, question) : null
    }
  }

  copy(): OpenItem {
    return new Item(this.kind, this.#row, { ...this.context })
  }
}

/**
 * An emitter says one wire event, and what saying it changes. It is the single source of that event's payload for
 * all readings of a machine: XState runs it as an action of the event's name, the compiler calls it with a mutable
 * context, the frame templates are made from it.
 */
export interface Emitter<Context, Input, Event, Params = undefined> extends Partial<Collector<Context>> {
  /** The payload, from the context, the input that is being answered and the transition's parameters. Pure. */
  event: (context: Context, input: Input, params: Params) => Event
  /** The context's change that goes with saying it. Pure; absent where nothing changes. */
  change?: (context: Context, input: Input, params: Params) => Partial<Context>
  /** For deltas: the context's list that the input's list of the same name is appended to. */
  collects?: KeysOf<Context, unknown[]>
}

/**
 * The context's field that an input's text is appended to. Said as data and not as a `change`, so that the compiled
 * token path appends in place and keeps the frame's constant part.
 */
export interface Collector<Context> {
  appends: KeysOf<Context, string>
}

type KeysOf<Context, Value> = {
  [Key in keyof Context]-?: Context[Key] extends Value ? Key & string : never
}[keyof Context]

/** What saying an emitter's event changes, in any of the three spellings; a new object, the context is left alone. */
export function changeOf<Context extends object, Input extends object, Params>(
  emitter: Emitter<Context, Input, unknown, Params>,
  context: Context,
  input: Input,
  params: Params,
): Partial<Context> {
  const { appends, collects } = emitter
  const more = collects === undefined ? [] : listIn(input, collects)
  const collected =
    collects === undefined || more.length === 0 ? {} : { [collects]: [...listIn(context, collects), ...more] }
  const appended = appends === undefined ? {} : appendedTo(appends, context, input)
  return Object.assign({}, emitter.change?.(context, input, params), appended, collected)
}

/** The field with the input's text at its end. */
export function appendedTo<Context extends object>(
  field: KeysOf<Context, string>,
  context: Context,
  input: object,
): Partial<Context> {
  const more = 'text' in input && typeof input.text === 'string' ? input.text : ''
  const change: Partial<Context> = {}
  return Object.assign(change, { [field]: `${String(context[field])}${more}` })
}

/** The list that a record holds under a name; empty where it holds none. */
export function listIn(record: object, name: string): unknown[] {
  const value: unknown = Reflect.get(record, name)
  return Array.isArray(value) ? value : []
}

/**
 * An emitter says one wire event, and what saying it changes. It is the single source of that event's payload for
 * all readings of a machine: XState runs it as an action of the event's name, the compiler calls it with a mutable
 * context, the frame templates are made from it.
 */
export interface Emitter<Context, Input, Event, Params = undefined> extends Partial<Collector<Context, Input>> {
  /** The payload, from the context, the input that is being answered and the transition's parameters. Pure. */
  event(context: Context, input: Input, params: Params): Event
  /** The context's change that goes with saying it. Pure; absent where nothing changes. */
  change?(context: Context, input: Input, params: Params): Partial<Context>
}

/** Keeps an input's text. Deltas do it with every token, so it is spelled for the token path and not as a `change`. */
export interface Collector<Context, Input> {
  /** Appends in place, to a context that is the caller's alone; what the context refers to is left as it was. */
  append(context: Context, input: Input): void
}

/** What saying an emitter's event changes; the context given is left alone. */
export function changeOf<Context extends object, Input, Params>(
  emitter: Partial<Emitter<Context, Input, unknown, Params>>,
  context: Context,
  input: Input,
  params: Params,
): Partial<Context> {
  if (emitter.append === undefined) return emitter.change?.(context, input, params) ?? {}
  const changed = { ...context }
  emitter.append(changed, input)
  return changed
}

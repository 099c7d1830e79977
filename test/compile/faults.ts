/** A mistake in the compiler: one place in one of its modules, and how it reads with the mistake. */
export interface Fault {
  /** The feature that it breaks. */
  feature: string
  file: string
  find: string
  replace: string
}

const fault = (feature: string, file: string, find: string, replace: string): Fault => ({
  feature,
  file,
  find,
  replace,
})

/** A mistake for each feature of the compiler. */
export const faults: readonly Fault[] = [
  fault(
    'guards are asked in order',
    'link.ts',
    'for (const candidate of candidates) if',
    'for (const candidate of [...candidates].reverse()) if',
  ),
  fault('guards are asked at all', 'link.ts', 'candidate.guard === null || candidate.guard(question)', 'true'),
  fault(
    'guards get their params',
    'link.ts',
    '(question) => guard(question, params)',
    '(question) => guard(question, { kind: "message" })',
  ),
  fault(
    'an input that nothing names falls to the wildcard',
    'table.ts',
    "otherwise: chain.flatMap((node) => compile(node.transitions.get('*') ?? []))",
    'otherwise: []',
  ),
  fault(
    "the wildcard of an ancestor answers for a leaf's guards",
    'table.ts',
    "?? node.transitions.get('*') ?? [])",
    '?? [])',
  ),
  fault('ancestors answer what the leaf does not', 'table.ts', 'const chain = lineage(leaf)', 'const chain = [leaf]'),
  fault(
    'a leaf answers before its ancestors',
    'table.ts',
    'const chain = lineage(leaf)',
    'const chain = lineage(leaf).toReversed()',
  ),
  fault(
    'a compound target leads to its first leaf',
    'table.ts',
    "node.type === 'compound' ? node.initial.target[0] : undefined",
    "node.type === 'compound' ? Object.values(node.states).at(-1) : undefined",
  ),
  fault(
    'entry actions run in the beginning',
    'table.ts',
    'initialActions: lineage(initial).toReversed().flatMap(entryOf)',
    'initialActions: []',
  ),
  fault(
    'actions run in order',
    'table.ts',
    'const actions = namedSteps(state, transition.actions)',
    'const actions = namedSteps(state, transition.actions).toReversed()',
  ),
  fault(
    'actions get their params',
    'named.ts',
    'return { type: step.type, params }',
    'return { type: step.type, params: { part: "output_text", status: "completed", kind: Reflect.get(Object(params), "kind") } }',
  ),
  fault("a response's always is taken", 'run.ts', 'this.#settle(event)\n  }\n\n  /** Takes', '\n  }\n\n  /** Takes'),
  fault("an item's always is taken", 'item.ts', 'taken.target !== null && this.#row.always.length > 0', 'false'),
  fault(
    'the row is entered before the actions run',
    'run.ts',
    'if (taken.target !== null) this.#enter(taken.target)\n    for (const action of taken.actions) action(this, event)\n    if',
    'for (const action of taken.actions) action(this, event)\n    if (taken.target !== null) this.#enter(taken.target)\n    if',
  ),
  fault('a final row takes nothing more', 'run.ts', 'if (this.#row.isFinal) return', ''),
  fault(
    'an emitter changes the context',
    'item.ts',
    'if (emitter.change !== undefined) Object.assign',
    'if (false) Object.assign',
  ),
  fault(
    'an event is made before its change',
    'item.ts',
    'const event = emitter.event(context, input, params)\n    if (emitter.change !== undefined) Object.assign(context, emitter.change(context, input, params))',
    'if (emitter.change !== undefined) Object.assign(context, emitter.change(context, input, params))\n    const event = emitter.event(context, input, params)',
  ),
  fault('a delta as a frame is kept', 'item.ts', 'emitter.append?.(context, input)\n      sink.fill', 'sink.fill'),
  fault('a delta as an event is kept', 'item.ts', 'emitter.append?.(context, input)\n    sink.say', 'sink.say'),
  fault('a collector keeps text', 'item.ts', '=> collector.append(item.context, input)', '=> undefined'),
  fault('the template ends with its part', 'item.ts', 'item.template = null\n', '\n'),
  fault('a delta with log probabilities has no template', 'item.ts', '&& input.logprobs === undefined', ''),
  fault(
    'a template is of its dialect',
    'template.ts',
    'frame(spell(numbered(0, event), dialect))',
    "frame(spell(numbered(0, event), 'openai'))",
  ),
  fault('text is escaped in a template', 'template.ts', 'isPlain(text) ? text : inQuotes(text)', 'text'),
  fault('lone surrogates are escaped in a template', 'template.ts', '|| (unit >= 0xd800 && unit < 0xe000)', ''),
  fault('control characters are escaped in a template', 'template.ts', 'unit < 0x20', 'unit < 0x10'),
  fault(
    'relayed events are numbered one by one',
    'run.ts',
    'number(event, this.state.sequence)\n      this.state.sequence += 1',
    'number(event, this.state.sequence)',
  ),
  fault(
    'filled templates are numbered one by one',
    'run.ts',
    'this.output.fill(template, text, this.state.sequence)\n    this.state.sequence += 1',
    'this.output.fill(template, text, this.state.sequence)',
  ),
  fault('the response numbers its own events', 'response.ts', 'state.sequence += 1', ''),
  fault(
    'D puts its item into the output',
    'response.ts',
    'Object.assign(run.state, relayChange(run.state, event.event))',
    'run.state.sequence += 1',
  ),
  fault(
    'D is relayed by its guards, not by the short way',
    'run.ts',
    "this.#relaying && event.type !== 'response.output_item.done'",
    'this.#relaying',
  ),
  fault('close forgets the item', 'response.ts', 'run.item = null', ''),
  fault('open counts the ids', 'response.ts', 'run.state.made = opened.made', ''),
  fault('forward keeps the ending', 'response.ts', 'if (ending !== null) run.state.ending = ending', ''),
  fault(
    'forward tells the item of an ending',
    'response.ts',
    'const input = itemInputOf(event)',
    "const input = event.type.startsWith('response.') ? null : itemInputOf(event)",
  ),
  fault(
    'a warning of the response is kept',
    'response.ts',
    'Object.assign(run.state, warnChange(run.state, event))',
    '',
  ),
  fault(
    'a warning of an item is passed on',
    'run.ts',
    "this.step({ type: 'item.emitted', event: warning })",
    'void warning',
  ),
  fault(
    'a warning names its item',
    'item.ts',
    'outOfPlace(input, `${kind} ${item.context.id}`)',
    'outOfPlace(input, kind)',
  ),
  fault('the status is persisted', 'persist.ts', "status: row.isFinal ? 'done' : 'active'", "status: 'active'"),
  fault('the item is persisted', 'persist.ts', 'children: item === null ? {} :', 'children: item !== null ? {} :'),
  fault(
    "the item's state is persisted",
    'persist.ts',
    'const { value, isFinal, context } = item',
    "const { isFinal, context } = item\n  const value = 'text'",
  ),
  fault("the item's reference is persisted", 'persist.ts', 'item: item === null ? null : itemReference', 'item: null'),
  fault('the item is restored', 'persist.ts', 'item === null ? null : restoreItem(program.items, snapshot)', 'null'),
  fault(
    "the item's context is restored",
    'item.ts',
    'new Item(kind, row, { ...context })',
    "new Item(kind, row, { ...context, text: '' })",
  ),
  fault(
    'a snapshot of the logic is never changed',
    'run.ts',
    '{ ...this.state }, this.item?.copy() ?? null',
    'this.state, this.item',
  ),
  fault('a snapshot of another version is refused', 'persist.ts', '  readSnapshot(snapshot)\n', ''),
  fault(
    'inputs that a sink sends wait for their turn',
    'runner.ts',
    'if (this.#isBusy) {',
    'if (this.#isBusy && input === undefined) {',
  ),
]

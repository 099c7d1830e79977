import type { ItemEvent } from '../../wire/event.ts'
import type { ResponseMachineEvent, ResponseState } from '../../wire/response.ts'
import type { InputWarning } from '../../wire/warning.ts'
import type { ItemSink, OpenItem } from './item.ts'
import { choose } from './link.ts'
import type { Output } from './output.ts'
import type { ResponseProgram, ResponseRow } from './response.ts'
import type { Template } from './template.ts'

/** A response that runs compiled: its row, its state and its open item, changed in place. */
export class ResponseRun implements ItemSink {
  readonly state: ResponseState
  readonly output: Output
  item: OpenItem | null
  #row: ResponseRow
  #relaying = false
  readonly #program: ResponseProgram

  constructor(program: ResponseProgram, output: Output, row: ResponseRow, state: ResponseState, item: OpenItem | null) {
    this.#program = program
    this.output = output
    this.state = state
    this.item = item
    this.#row = row
    this.#enter(row)
  }

  get row(): ResponseRow {
    return this.#row
  }

  /** Does what entering the initial row does. Once, and not for a restored response. */
  begin(event: ResponseMachineEvent): void {
    for (const action of this.#program.table.initialActions) action(this, event)
    this.#settle(event)
  }

  /** Takes an event; what it causes is said before this returns. */
  step(event: ResponseMachineEvent): void {
    if (this.#row.isFinal) return
    const question = { context: this.state, event }
    const taken = choose(this.#row.on.get(event.type) ?? this.#row.otherwise, question)
    if (taken === null) return
    // The row first: what an item says, called by `forward`, is answered by the state that the transition leads to.
    if (taken.target !== null) this.#enter(taken.target)
    for (const action of taken.actions) action(this, event)
    if (taken.target !== null && this.#row.always.length > 0) this.#settle(event)
  }

  #enter(row: ResponseRow): void {
    this.#row = row
    this.#relaying = this.#program.relaying.has(row)
  }

  #settle(event: ResponseMachineEvent): void {
    const question = { context: this.state, event }
    for (let taken = choose(this.#row.always, question); taken !== null; taken = choose(this.#row.always, question)) {
      if (taken.target !== null) this.#enter(taken.target)
      for (const action of taken.actions) action(this, event)
    }
  }

  say(event: ItemEvent): void {
    if (this.#relaying && event.type !== 'response.output_item.done') {
      number(event, this.state.sequence)
      this.state.sequence += 1
      this.output.event(event)
    } else {
      this.step({ type: 'item.emitted', event })
    }
  }

  warn(warning: InputWarning): void {
    this.step({ type: 'item.emitted', event: warning })
  }

  get fromTemplates(): boolean {
    return this.#relaying && this.output.fromTemplates
  }

  template(delta: ItemEvent): Template {
    return this.output.template(delta)
  }

  fill(template: Template, text: string): void {
    this.output.fill(template, text, this.state.sequence)
    this.state.sequence += 1
  }

  /** A copy that goes on, with another output, without the original noticing. */
  copy(output: Output): ResponseRun {
    return new ResponseRun(this.#program, output, this.#row, { ...this.state }, this.item?.copy() ?? null)
  }
}

/** Numbers an event that its emitter has just made, and that nobody else has seen: in place, since a copy costs as much as making it. */
function number(
  event: ItemEvent & { sequence_number?: number },
  sequence: number,
): asserts event is ItemEvent & { sequence_number: number } {
  event.sequence_number = sequence
}

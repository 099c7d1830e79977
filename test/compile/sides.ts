import { type Actor, createActor, type Snapshot } from 'xstate'
import { responseMachine } from '../../machines/response.ts'
import type { CompiledResponse } from '../../src/runtime/compile.ts'
import type { Runner } from '../../src/runtime/compile/runner.ts'
import { type Dialect, spell } from '../../src/wire/dialect.ts'
import type { WireEvent } from '../../src/wire/event.ts'
import { frame } from '../../src/wire/frame.ts'
import type { ResponseMachineInput } from '../../src/wire/input.ts'
import type { ResponseInput } from '../../src/wire/response.ts'
import { readSnapshot } from '../../src/wire/snapshot.ts'

/** One way of running the response machine, so that all of them can be asked the same questions. */
export interface Side {
  readonly name: string
  /** Begins, or carries a persisted snapshot on. */
  begin(input: ResponseInput): void
  resume(snapshot: Snapshot<unknown>): void
  send(input: ResponseMachineInput): void
  /** What the reference's events are on this side: themselves, or their frames. */
  expected(events: readonly WireEvent[]): unknown
  /** What was said since it was asked last. */
  said(): unknown
  /** Whatever else can be seen from outside, beside the snapshot. */
  seen(): { warnings: unknown; isDone: boolean; isItemOpen: boolean }
  persisted(): unknown
}

/** The reference: the machine, interpreted by XState. */
export class ReferenceSide implements Side {
  readonly name = 'XState'
  #actor: Actor<typeof responseMachine> | undefined
  #events: WireEvent[] = []

  begin(input: ResponseInput): void {
    this.#start(createActor(responseMachine, { input }))
  }

  resume(snapshot: Snapshot<unknown>): void {
    this.#start(createActor(responseMachine, { snapshot: readSnapshot(snapshot), input: {} }))
  }

  #start(actor: Actor<typeof responseMachine>): void {
    this.#actor?.stop()
    this.#actor = actor
    actor.on('*', (event) => this.#events.push(event))
    actor.start()
  }

  send(input: ResponseMachineInput): void {
    this.#actor!.send(input)
  }

  expected = (events: readonly WireEvent[]) => events
  said = () => this.#events.splice(0)

  seen() {
    const { context, status } = this.#actor!.getSnapshot()
    return { warnings: context.warnings.flat(), isDone: status === 'done', isItemOpen: context.item !== null }
  }

  persisted = () => this.#actor!.getPersistedSnapshot()
}

/** The compiled machine as an actor's logic. */
export class LogicSide implements Side {
  readonly name = 'ActorLogic'
  readonly #logic: CompiledResponse['logic']
  #actor: Actor<CompiledResponse['logic']> | undefined
  #events: WireEvent[] = []

  constructor({ logic }: CompiledResponse) {
    this.#logic = logic
  }

  begin(input: ResponseInput): void {
    this.#start(createActor(this.#logic, { input }))
  }

  resume(snapshot: Snapshot<unknown>): void {
    this.#start(createActor(this.#logic, { snapshot }))
  }

  #start(actor: Actor<CompiledResponse['logic']>): void {
    this.#actor?.stop()
    this.#actor = actor
    actor.on('*', (event) => this.#events.push(event))
    actor.start()
  }

  send(input: ResponseMachineInput): void {
    this.#actor!.send(input)
  }

  expected = (events: readonly WireEvent[]) => events
  said = () => this.#events.splice(0)

  seen() {
    const { context, status } = this.#actor!.getSnapshot()
    const isItemOpen = Reflect.get(Object(this.persisted()), 'context').item !== null
    return { warnings: context.warnings.flat(), isDone: status === 'done', isItemOpen }
  }

  persisted = () => this.#actor!.getPersistedSnapshot()
}

/** The compiled machine without an actor: events, or frames in a dialect. */
export class RunnerSide implements Side {
  readonly name: string
  readonly #compiled: CompiledResponse
  readonly #dialect: Dialect | null
  #runner: Runner | undefined
  #said: unknown[] = []

  constructor(compiled: CompiledResponse, dialect: Dialect | null) {
    this.name = dialect === null ? 'runner' : `runner, ${dialect} frames`
    this.#compiled = compiled
    this.#dialect = dialect
  }

  get #sink() {
    const take = (said: unknown) => void this.#said.push(said)
    return this.#dialect === null ? { onEvent: take } : { onFrame: take, dialect: this.#dialect }
  }

  begin(input: ResponseInput): void {
    this.#runner = this.#compiled.run(input, this.#sink)
  }

  resume(snapshot: Snapshot<unknown>): void {
    this.#runner = this.#compiled.resume(snapshot, this.#sink)
  }

  send(input: ResponseMachineInput): void {
    this.#runner!.send(input)
  }

  expected(events: readonly WireEvent[]): unknown {
    const dialect = this.#dialect
    return dialect === null ? events : events.map((event) => frame(spell(event, dialect)))
  }

  said = () => this.#said.splice(0)

  seen() {
    const { warnings, isDone, isItemOpen } = this.#runner!
    return { warnings, isDone, isItemOpen }
  }

  persisted = () => this.#runner!.getPersistedSnapshot()
}

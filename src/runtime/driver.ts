import type { HostInput, ResponseMachineInput } from '../wire/input.ts'
import type { ResponseInput } from '../wire/response.ts'
import type { InputWarning } from '../wire/warning.ts'
import type { Engine, EngineMaker } from './engine.ts'
import type { StreamSink } from './sink.ts'

/** What the driver reports beside the stream. */
export type DriverWarning =
  | InputWarning
  | { type: 'warning'; code: 'input/after-end'; message: string; input: ResponseMachineInput }

/** What a driver needs to begin: the response, where its stream goes, and where warnings go. */
export interface DriverOptions extends ResponseInput {
  sink: StreamSink
  onWarning?: (warning: DriverWarning) => void
}

/** Feeds an engine in the one order that the protocol has. */
export interface Driver {
  /** What a source says. Held back while a hosted call waits for its tool: one item is open at a time. */
  write(input: ResponseMachineInput): void
  /** What a tool's host says; never held back. */
  answer(input: HostInput): void
  /** Ends the response now, past everything that is held back. */
  cancel(): void
  readonly isDone: boolean
  /** The item that waits for its tool: the id that its `segment.start` gave it, `''` where that gave none; else null. */
  readonly waiting: string | null
  /** Inputs that wait for a tool. A host can run their calls meanwhile. */
  readonly held: readonly ResponseMachineInput[]
}

/**
 * Makes a driver. The response's first events are said before this returns.
 *
 * @param makeEngine which reading of the machines runs
 */
export function createDriver(makeEngine: EngineMaker, options: DriverOptions): Driver {
  return new EngineDriver(makeEngine, options)
}

/** A class, since a stream that idles holds one. */
class EngineDriver implements Driver {
  readonly #engine: Engine
  readonly #onWarning: DriverOptions['onWarning']
  #held: ResponseMachineInput[] = []
  #isWaiting = false
  #itemId = ''
  #warned = 0

  constructor(makeEngine: EngineMaker, { sink, onWarning, ...input }: DriverOptions) {
    this.#onWarning = onWarning
    this.#engine = makeEngine(input, sink)
  }

  get isDone(): boolean {
    return this.#engine.isDone
  }

  get waiting(): string | null {
    return this.#isWaiting && this.#engine.isItemOpen ? this.#itemId : null
  }

  get held(): readonly ResponseMachineInput[] {
    return this.#held
  }

  // Functions of their own: sources and hosts are given them without the driver.
  readonly write = (next: ResponseMachineInput): void => {
    const isUrgent = next.type === 'response.fail' || next.type === 'response.cancel'
    if (this.#isWaiting && !isUrgent) {
      this.#held.push(next)
      return
    }
    this.#send(next)
    if (isUrgent) this.#release()
  }

  readonly answer = (next: HostInput): void => {
    this.#send(next)
    this.#release()
  }

  readonly cancel = (): void => {
    this.#send({ type: 'response.cancel' })
    this.#release()
  }

  #send(next: ResponseMachineInput): void {
    const engine = this.#engine
    if (engine.isDone) {
      const message = `The response has ended; ${next.type} came after its last event and changed nothing.`
      this.#onWarning?.({ type: 'warning', code: 'input/after-end', message, input: next })
      return
    }
    engine.send(next)
    if (next.type === 'segment.start') this.#itemId = next.itemId ?? ''
    else if (next.type === 'segment.end') this.#isWaiting = engine.isItemOpen
    if (this.#onWarning === undefined) return
    if (engine.warningCount === this.#warned) return
    for (const warning of engine.warnings.slice(this.#warned)) this.#onWarning(warning)
    this.#warned = engine.warningCount
  }

  /** Sends what was held back, up to the next call that waits; after an ending all of it, to be warned about. */
  #release(): void {
    this.#isWaiting &&= this.#engine.isItemOpen
    const waiting = this.#held
    this.#held = []
    for (const [index, next] of waiting.entries()) {
      if (this.#isWaiting && !this.#engine.isDone) {
        this.#held = waiting.slice(index)
        return
      }
      this.#send(next)
    }
  }
}

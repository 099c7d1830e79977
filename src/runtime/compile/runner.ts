import { type ResponseInput, type ResponseMachineEvent, responseState } from '../../wire/response.ts'
import type { ResponseMachineInput } from '../../wire/input.ts'
import { lengthOf } from '../../wire/pages.ts'
import type { InputWarning } from '../../wire/warning.ts'
import { persist, type PersistedSnapshot, restore } from './persist.ts'
import type { ResponseProgram } from './response.ts'
import { EventOutput, type Output } from './output.ts'
import { ResponseRun } from './run.ts'
import { fillTemplate, type Template, templateOf } from './template.ts'
import { type Dialect, spell } from '../../wire/dialect.ts'
import type { ItemEvent, WireEvent } from '../../wire/event.ts'
import { frame } from '../../wire/frame.ts'
import { endOf, type StreamSink } from '../sink.ts'
import type { Engine } from '../engine.ts'

/** A response that runs compiled, without an actor around it: the token path. */
export interface Runner extends Engine {
  /** What XState's `getPersistedSnapshot` would give; either side carries it on. */
  getPersistedSnapshot(): PersistedSnapshot
}

/** Stands where XState's own initial event would: no emitter reads it. */
const begin: ResponseMachineEvent = { type: 'response.start' }

/** Begins a response. Its first events are said before this returns. */
export function startRunner(program: ResponseProgram, input: ResponseInput, sink: StreamSink): Runner {
  const run = new ResponseRun(program, outputOf(sink), program.table.initial, responseState(input), null)
  run.begin(begin)
  return new ProgramRunner(run)
}

/**
 * Carries a persisted response on; nothing is said again.
 *
 * @throws CounterpointError `snapshot/unreadable` or `snapshot/version`
 */
export function resumeRunner(program: ResponseProgram, snapshot: unknown, sink: StreamSink): Runner {
  return new ProgramRunner(restore(program, snapshot, outputOf(sink)))
}

class ProgramRunner implements Runner {
  readonly #run: ResponseRun
  /** Inputs that were sent while another one was being answered: from the sink, by a host that answers at once. */
  #mailbox: ResponseMachineInput[] | null = null
  #isBusy = false

  constructor(run: ResponseRun) {
    this.#run = run
  }

  send(input: ResponseMachineInput): void {
    if (this.#isBusy) {
      this.#mailbox ??= []
      this.#mailbox.push(input)
      return
    }
    this.#isBusy = true
    try {
      this.#run.step(input)
      if (this.#mailbox !== null) for (const next of this.#mailbox) this.#run.step(next)
    } finally {
      this.#isBusy = false
      this.#mailbox = null
    }
  }

  get warnings(): readonly InputWarning[] {
    return this.#run.state.warnings.flat()
  }

  get warningCount(): number {
    return lengthOf(this.#run.state.warnings)
  }

  get isDone(): boolean {
    return this.#run.row.isFinal
  }

  get isItemOpen(): boolean {
    return this.#run.item !== null
  }

  getPersistedSnapshot(): PersistedSnapshot {
    return persist(this.#run)
  }
}

function outputOf(sink: StreamSink): Output {
  return 'onEvent' in sink ? new EventOutput(sink.onEvent) : new FrameOutput(sink)
}

type FrameSink = Extract<StreamSink, { onFrame: unknown }>

/** Frames: one string for each event, a delta's from its template. A class, since a stream that idles holds one. */
class FrameOutput implements Output {
  readonly fromTemplates = true
  readonly #sink: FrameSink
  readonly #dialect: Dialect

  constructor(sink: FrameSink) {
    this.#sink = sink
    this.#dialect = sink.dialect ?? 'openai'
  }

  event(event: WireEvent): void {
    const response = endOf(event)
    if (response !== null) this.#sink.onEnd?.(response)
    this.#sink.onFrame(frame(spell(event, this.#dialect)))
  }

  template(delta: ItemEvent): Template {
    return templateOf(delta, this.#dialect)
  }

  fill(template: Template, text: string, sequence: number): void {
    this.#sink.onFrame(fillTemplate(template, text, sequence))
  }
}

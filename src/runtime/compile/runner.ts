import { type ResponseInput, type ResponseMachineEvent, responseState } from '../../wire/response.ts'
import type { ResponseMachineInput } from '../../wire/input.ts'
import type { InputWarning } from '../../wire/warning.ts'
import { persist, type PersistedSnapshot, restore } from './persist.ts'
import type { ResponseProgram } from './response.ts'
import { type Output, ResponseRun } from './run.ts'
import { fillTemplate, templateOf } from './template.ts'
import { eventsTo, type StreamSink } from '../sink.ts'
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

  constructor(run: ResponseRun) {
    this.#run = run
  }

  send(input: ResponseMachineInput): void {
    this.#run.step(input)
  }

  get warnings(): readonly InputWarning[] {
    return this.#run.state.warnings
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
  const event = eventsTo(sink)
  if ('onEvent' in sink) return { event, template: null, fill: () => undefined }
  const { onFrame, dialect = 'openai' } = sink
  return {
    event,
    template: (delta) => templateOf(delta, dialect),
    fill: (template, text, sequence) => onFrame(fillTemplate(template, text, sequence)),
  }
}

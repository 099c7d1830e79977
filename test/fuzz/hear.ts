import { createDriver } from '../../src/runtime/driver.ts'
import { runnerEngine } from '../../src/runtime/runner-engine.ts'
import type { Source, SourceEnd, SourceOptions } from '../../src/sources/source.ts'
import type { SourceWarning } from '../../src/sources/warning.ts'
import type { WireEvent } from '../../src/wire/event.ts'
import type { SourceInput } from '../../src/wire/input.ts'
import type { Beside } from '../conservation/item-side.ts'

/** All that a source says about some chunks, and what the machines make of it. */
export interface Heard {
  inputs: SourceInput[]
  warnings: SourceWarning[]
  events: WireEvent[]
  /** What the machines had no place for. */
  beside: Beside[]
  isDone: boolean
}

/** Reads chunks from their source to the wire. */
export function hear<Chunk>(
  make: (options: SourceOptions) => Source<Chunk>,
  chunks: readonly Chunk[],
  end: SourceEnd | 'fail',
): Heard {
  const heard: Heard = { inputs: [], warnings: [], events: [], beside: [], isDone: false }
  const driver = createDriver(runnerEngine, {
    seed: '',
    response: { created_at: 0 },
    codeInterpreter: true,
    webSearch: true,
    sink: { onEvent: (event) => heard.events.push(event) },
    onWarning: (warning) => heard.beside.push(warning),
  })
  const source = make({
    onInput(input) {
      heard.inputs.push(input)
      driver.write(input)
    },
    onWarning: (warning) => heard.warnings.push(warning),
  })
  for (const chunk of chunks) source.write(chunk)
  if (end === 'fail') source.fail({ code: 'server_error', message: 'broken' })
  else source.finish(end)
  return { ...heard, isDone: driver.isDone }
}

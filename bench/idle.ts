import { actorEngine } from '../src/runtime/actor-engine.ts'
import type { Engine, EngineMaker } from '../src/runtime/engine.ts'
import { runnerEngine } from '../src/runtime/runner-engine.ts'
import type { SegmentStart } from '../src/wire/input.ts'

const segment: SegmentStart = { type: 'segment.start', channel: 'final', recipient: null, contentType: null }
const sink = { onFrame: () => undefined }

/** What a stream holds of the heap while nothing happens, in bytes. */
export interface IdleBytes {
  /** Started: created and in_progress are said. */
  runner: number
  /** In the middle of a message, after its first words. */
  runnerInMessage: number
  /** The reference, started. */
  xstate: number
}

/** Measures idle streams. Needs `--expose-gc`; null without it. */
export function idleBytes(): IdleBytes | null {
  const { gc } = globalThis
  if (gc === undefined) return null
  return {
    runner: bytesOf(gc, runnerEngine, 50_000),
    runnerInMessage: bytesOf(gc, runnerEngine, 50_000, (engine) => {
      engine.send(segment)
      engine.send({ type: 'segment.delta', text: 'Hello' })
    }),
    xstate: bytesOf(gc, actorEngine, 2000),
  }
}

function bytesOf(
  gc: () => void,
  makeEngine: EngineMaker,
  count: number,
  begin: (engine: Engine) => void = () => undefined,
): number {
  const make = () => {
    const engine = makeEngine({ response: { model: 'm' } }, sink)
    begin(engine)
    return engine
  }
  // What is made once for all of them is not theirs.
  make()
  const before = used(gc)
  const engines = Array.from({ length: count }, make)
  const after = used(gc)
  if (engines.some(({ isDone }) => isDone)) throw new Error('An idle stream has ended.')
  return (after - before) / count
}

function used(gc: () => void): number {
  gc()
  gc()
  return process.memoryUsage().heapUsed
}

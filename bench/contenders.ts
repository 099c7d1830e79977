import { createActor } from 'xstate'
import { responseMachine } from '../machines/response.ts'
import { actorEngine } from '../src/runtime/actor-engine.ts'
import { CoalescingWriter } from '../src/runtime/coalescing-writer.ts'
import { compile } from '../src/runtime/compile.ts'
import { createDriver } from '../src/runtime/driver.ts'
import type { EngineMaker } from '../src/runtime/engine.ts'
import { runnerEngine } from '../src/runtime/runner-engine.ts'
import { createHarmonyTextSource } from '../src/sources/harmony/text.ts'
import { createHarmonyTokenSource } from '../src/sources/harmony/tokens.ts'
import type { Source, SourceOptions } from '../src/sources/source.ts'
import type { WireEvent } from '../src/wire/event.ts'
import { frame } from '../src/wire/frame.ts'
import { ByteSink } from './byte-sink.ts'
import { HandWritten } from './hand.ts'
import { type BenchInput, benchResponse } from './inputs.ts'

/** Who is measured: makes, from an input, the job that is timed. Each job is one whole stream. */
export type Contender = (input: BenchInput) => () => unknown

const compiled = compile(responseMachine)

/** Events as objects, taken and counted. */
function eventsBy(makeEngine: EngineMaker): Contender {
  return ({ inputs }) =>
    () => {
      let taken = 0
      const onEvent = ({ sequence_number }: WireEvent) => void (taken += sequence_number)
      const engine = makeEngine(benchResponse, { onEvent })
      for (const input of inputs) engine.send(input)
      return taken
    }
}

const logicEngine: EngineMaker = (input, sink) => {
  const actor = createActor(compiled.logic, { input })
  if ('onEvent' in sink) actor.on('*', sink.onEvent)
  actor.start()
  return { send: actor.send.bind(actor), warnings: [], warningCount: 0, isDone: false, isItemOpen: false }
}

/** Frames as bytes, from the events that exist already. */
const stringify: Contender = ({ inputs }) => {
  const events: WireEvent[] = []
  const engine = runnerEngine(benchResponse, { onEvent: (event) => void events.push(event) })
  for (const input of inputs) engine.send(input)
  const sink = new ByteSink()
  return () => {
    for (const event of events) sink.push(frame(event))
    sink.flush()
    return sink.bytes
  }
}

const handFrames: Contender = ({ inputs }) => {
  const sink = new ByteSink()
  return () => {
    const hand = new HandWritten(benchResponse, sink.push)
    for (const input of inputs) hand.send(input)
    sink.flush()
    return sink.bytes
  }
}

const runnerFrames: Contender = ({ inputs }) => {
  const sink = new ByteSink()
  return () => {
    const runner = runnerEngine(benchResponse, { onFrame: sink.push })
    for (const input of inputs) runner.send(input)
    sink.flush()
    return sink.bytes
  }
}

const tokensPerTick = 16

/** The last tick of a million tokens says all of them four times over; no reader is slow here. */
const limit = Number.POSITIVE_INFINITY

/** The whole path: a source, the driver, the runner, the writer that gathers what sixteen tokens cause, bytes. */
function wholePath<Chunk>(
  make: (options: SourceOptions) => Source<Chunk>,
  chunksOf: (input: BenchInput) => readonly Chunk[],
): Contender {
  return (input) => {
    const chunks = chunksOf(input)
    const sink = new ByteSink()
    return () => {
      const tick = { flush: () => {}, chunks: 0 }
      const write = (text: string) => {
        sink.push(text)
        sink.flush()
      }
      const writer = new CoalescingWriter({ write, schedule: (later) => void (tick.flush = later), limit })
      const onFrame = (text: string) => writer.push(text)
      const driver = createDriver(runnerEngine, { ...benchResponse, sink: { onFrame } })
      const source = make({ onInput: driver.write })
      for (const chunk of chunks) {
        source.write(chunk)
        tick.chunks += 1
        if (tick.chunks % tokensPerTick === 0) tick.flush()
      }
      source.finish({ at: 2 })
      tick.flush()
      return sink.bytes
    }
  }
}

/** The contenders, as the table names them. */
export const contenders = {
  'hand-written loop, frames': handFrames,
  'runner, frames': runnerFrames,
  'JSON.stringify of ready-made events': stringify,
  'runner, events': eventsBy(runnerEngine),
  'ActorLogic, events': eventsBy(logicEngine),
  'XState reference, events': eventsBy(actorEngine),
  'Harmony tokens to bytes': wholePath(createHarmonyTokenSource, ({ tokens }) => tokens),
  'Harmony text to bytes': wholePath(createHarmonyTextSource, ({ tokens }) => tokens.map(({ text }) => text)),
} satisfies Record<string, Contender>

export type ContenderName = keyof typeof contenders

import { createActor } from 'xstate'
import { expect } from 'vitest'
import { responseMachine } from '../../machines/response.ts'
import { createDriver } from '../../src/runtime/driver.ts'
import type { EngineMaker } from '../../src/runtime/engine.ts'
import type { OutputItem, WireEvent } from '../../src/wire/event.ts'
import type { ResponseMachineInput } from '../../src/wire/input.ts'
import type { ResponseInput } from '../../src/wire/response.ts'
import { type Beside, unkept } from '../conservation/item-side.ts'
import { oracle } from '../oracle/values.ts'

/** What came out, and what stands beside it. */
export interface Ran {
  events: WireEvent[]
  beside: Beside[]
  isDone: boolean
}

const fixed = { seed: '', response: { created_at: 0 } }

/** Runs inputs through the driver: hosts' answers by `answer`, all else by `write`. */
export function drive(engine: EngineMaker, inputs: readonly ResponseMachineInput[], options: ResponseInput): Ran {
  const events: WireEvent[] = []
  const beside: Beside[] = []
  const driver = createDriver(engine, {
    ...options,
    ...fixed,
    sink: { onEvent: (event) => events.push(event) },
    onWarning: (warning) => beside.push(warning),
  })
  for (const input of inputs) {
    if (input.type === 'tool.output' || input.type === 'tool.error' || input.type === 'tool.progress')
      driver.answer(input)
    else if (input.type === 'response.cancel') driver.cancel()
    else driver.write(input)
  }
  return { events, beside: [...beside, ...driver.held.map((input) => ({ input }))], isDone: driver.isDone }
}

/** Sends inputs straight into the actor, as an embedder would; those after its end stay outside. */
export function send(inputs: readonly ResponseMachineInput[], options: ResponseInput): Ran {
  const events: WireEvent[] = []
  const late: Beside[] = []
  const actor = createActor(responseMachine, { input: { ...options, ...fixed } })
  actor.on('*', (event) => events.push(event))
  actor.start()
  for (const input of inputs) {
    if (actor.getSnapshot().status === 'active') actor.send(input)
    else late.push({ input })
  }
  const { status, context } = actor.getSnapshot()
  return { events, beside: [...context.warnings.flat(), ...late], isDone: status === 'done' }
}

/** The items of a response that has ended. */
export function outputOf(events: readonly WireEvent[]): readonly OutputItem[] {
  const last = events.at(-1)
  return last !== undefined && 'response' in last ? last.response.output : []
}

/** What every run owes: one terminal event, last; no rule broken; every delta in one item or beside the stream. */
export function expectWhole(inputs: readonly ResponseMachineInput[], { events, beside, isDone }: Ran): void {
  expect(isDone).toBe(true)
  expect(oracle(events, { profile: 'strict' })).toEqual([])
  expect(unkept(inputs, beside, outputOf(events))).toEqual([])
}

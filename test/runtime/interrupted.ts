import { createActor } from 'xstate'
import { responseMachine } from '../../machines/response.ts'
import { compile } from '../../src/runtime/compile.ts'
import type { WireEvent } from '../../src/wire/event.ts'
import type { ResponseMachineInput } from '../../src/wire/input.ts'
import type { ResponseInput } from '../../src/wire/response.ts'
import { readSnapshot } from '../../src/wire/snapshot.ts'

/** A stretch of a stream: what was said in it, and the snapshot at its end as another process would read it. */
export interface Stretch {
  events: WireEvent[]
  snapshot: string
}

/** One way to run a response, that can be left and taken up again. */
export interface Runtime {
  begin(input: ResponseInput, inputs: readonly ResponseMachineInput[]): Stretch
  carryOn(snapshot: string, inputs: readonly ResponseMachineInput[]): Stretch
}

const compiled = compile(responseMachine)

/** The ways. Each reads what the other wrote. */
export const runtimes: Readonly<Record<'XState' | 'compiled' | 'compiled as an actor', Runtime>> = {
  XState: {
    begin: (input, inputs) => played(createActor(responseMachine, { input }), inputs),
    carryOn: (snapshot, inputs) =>
      played(createActor(responseMachine, { input: {}, snapshot: readSnapshot(JSON.parse(snapshot)) }), inputs),
  },
  compiled: {
    begin(input, inputs) {
      const events: WireEvent[] = []
      const runner = compiled.run(input, { onEvent: (event) => events.push(event) })
      for (const each of inputs) runner.send(each)
      return { events, snapshot: JSON.stringify(runner.getPersistedSnapshot()) }
    },
    carryOn(snapshot, inputs) {
      const events: WireEvent[] = []
      const runner = compiled.resume(JSON.parse(snapshot), { onEvent: (event) => events.push(event) })
      for (const each of inputs) runner.send(each)
      return { events, snapshot: JSON.stringify(runner.getPersistedSnapshot()) }
    },
  },
  'compiled as an actor': {
    begin: (input, inputs) => played(createActor(compiled.logic, { input }), inputs),
    carryOn: (snapshot, inputs) =>
      played(createActor(compiled.logic, { input: {}, snapshot: readSnapshot(JSON.parse(snapshot)) }), inputs),
  },
}

interface Playable {
  on(type: '*', listener: (event: WireEvent) => void): unknown
  start(): unknown
  send(input: ResponseMachineInput): void
  getPersistedSnapshot(): unknown
}

function played(actor: Playable, inputs: readonly ResponseMachineInput[]): Stretch {
  const events: WireEvent[] = []
  actor.on('*', (event) => events.push(event))
  actor.start()
  for (const each of inputs) actor.send(each)
  return { events, snapshot: JSON.stringify(actor.getPersistedSnapshot()) }
}

import { createActor, type Snapshot } from 'xstate'
import { responseMachine } from '../../machines/response.ts'
import { walkInput } from '../../src/paths/walkables.ts'
import { actorEngine } from '../../src/runtime/actor-engine.ts'
import type { CompiledResponse } from '../../src/runtime/compile.ts'
import type { EngineMaker } from '../../src/runtime/engine.ts'
import type { WireEvent } from '../../src/wire/event.ts'
import type { ResponseMachineInput } from '../../src/wire/input.ts'
import { readSnapshot } from '../../src/wire/snapshot.ts'
import { differ } from './unequal.ts'

const begun: readonly ResponseMachineInput[] = [
  { type: 'segment.start', channel: 'analysis', recipient: 'python', contentType: null },
  { type: 'segment.delta', text: '1 + 1' },
]

const code: readonly ResponseMachineInput[] = [...begun, { type: 'segment.end', reason: 'call' }]

/** Snapshots that nobody can carry on. */
export const unreadable: Readonly<Record<string, (snapshot: object) => unknown>> = {
  'of another version': (snapshot) => ({ ...snapshot, context: { ...contextOf(snapshot), version: 2 } }),
  'without a version': (snapshot) => ({ ...snapshot, context: { ...contextOf(snapshot), version: undefined } }),
  'without a context': (snapshot) => ({ ...snapshot, context: undefined }),
}

const contextOf = (snapshot: object): object => Object(Reflect.get(snapshot, 'context'))

/** How the runner, the logic and the reference refuse a snapshot, where they do not do it alike; or null. */
export function unequalRefusal(compiled: CompiledResponse, spoil: (snapshot: object) => unknown): string | null {
  const runner = compiled.run(walkInput(), { onEvent: () => undefined })
  for (const input of begun) runner.send(input)
  const spoilt = spoil(runner.getPersistedSnapshot())
  const expected = refusal(() => readSnapshot(spoilt))
  return (
    differ(
      'how the runner refuses',
      expected,
      refusal(() => compiled.resume(spoilt, { onEvent: () => undefined })),
    ) ??
    differ(
      'how the logic refuses',
      expected,
      refusal(() => restored(compiled, spoilt)),
    )
  )
}

/** XState keeps what a logic throws while its actor is made, as the actor's error. */
function restored(compiled: CompiledResponse, spoilt: unknown): void {
  const snapshot: Snapshot<unknown> = Object(spoilt)
  const { status, error } = createActor(compiled.logic, { snapshot }).getSnapshot()
  if (status === 'error') throw error
}

function refusal(act: () => unknown): string {
  try {
    act()
    return 'not at all'
  } catch (error) {
    return `${String(Reflect.get(Object(error), 'code'))}: ${String(Reflect.get(Object(error), 'message'))}`
  }
}

/** What differs where a host answers at once: it sends from inside the sink, while an input is still being answered. */
export function unequalAnswers(compiled: CompiledResponse): string | null {
  const run: EngineMaker = (input, sink) => compiled.run(input, sink)
  return differ('what is said', answeredAtOnce(actorEngine), answeredAtOnce(run))
}

function answeredAtOnce(makeEngine: EngineMaker): string {
  const events: WireEvent[] = []
  const onEvent = (event: WireEvent) => {
    events.push(event)
    if (event.type === 'response.code_interpreter_call_code.done') engine.send({ type: 'tool.output', output: '2' })
    if (event.type === 'response.output_item.done') engine.send({ type: 'response.finish', reason: 'stop' })
  }
  const engine = makeEngine(walkInput({ hostedTools: 'await' }), { onEvent })
  for (const input of code) engine.send(input)
  return JSON.stringify({ events, isDone: engine.isDone })
}

/** What differs when an old snapshot of the logic's actor is carried on after the actor has gone on. */
export function unequalPast(compiled: CompiledResponse): string | null {
  const actor = createActor(compiled.logic, { input: walkInput() }).start()
  const reference = createActor(responseMachine, { input: walkInput() }).start()
  const [past, expected] = [actor.getSnapshot(), reference.getSnapshot()]
  for (const input of code) {
    actor.send(input)
    reference.send(input)
  }
  const persisted = JSON.stringify(compiled.logic.getPersistedSnapshot(past))
  return differ('the persisted snapshot', JSON.stringify(responseMachine.getPersistedSnapshot(expected)), persisted)
}

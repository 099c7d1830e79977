import { assert, property } from 'fast-check'
import { describe, expect, test } from 'vitest'
import { createActor } from 'xstate'
import { responseMachine } from '../../machines/response.ts'
import { explore } from '../../src/paths/graph.ts'
import { walkableResponse, walkInput } from '../../src/paths/walkables.ts'
import { tours } from '../../src/paths/walks.ts'
import type { WireEvent } from '../../src/wire/event.ts'
import type { ResponseMachineInput } from '../../src/wire/input.ts'
import { play } from './check.ts'
import { responseConfigurations } from './configurations.ts'
import { anyInputs, runs } from './random.ts'

type Configuration = (typeof responseConfigurations)[number]

/** What the reference does. */
function act(configuration: Configuration, inputs: readonly ResponseMachineInput[]) {
  const actor = createActor(responseMachine, { input: walkInput(configuration) })
  const events: WireEvent[] = []
  actor.on('*', (event) => events.push(event))
  actor.start()
  // A stopped actor warns on the console about everything that it is still sent.
  for (const input of inputs) if (actor.getSnapshot().status === 'active') actor.send(input)
  const { value, status, context } = actor.getSnapshot()
  const { item, ...rest } = context
  return { events, value, status, context: rest, item: item && { ...item.getSnapshot(), machine: item.id } }
}

/** What the composition does. */
function compose(configuration: Configuration, inputs: readonly ResponseMachineInput[]) {
  const { at, events } = play(walkableResponse(configuration), inputs)
  const { value, status, context } = at.response
  const { item, ...rest } = context
  return { events, value, status, context: rest, item: item && { ...at.item, machine: item.id } }
}

const plain = (value: unknown): unknown => JSON.parse(JSON.stringify(value))

describe('the composition of two snapshots does what the actors do', () => {
  test.for(responseConfigurations)('on tours ($hostedTools, queued: $queued)', (configuration) => {
    for (const tour of tours(explore(walkableResponse(configuration)))) {
      const inputs = tour.map(({ input }) => input)
      expect(plain(compose(configuration, inputs))).toEqual(plain(act(configuration, inputs)))
    }
  })

  test.for(responseConfigurations)('on random walks ($hostedTools, queued: $queued)', (configuration) => {
    const same = property(anyInputs, (inputs) => {
      expect(plain(compose(configuration, inputs))).toEqual(plain(act(configuration, inputs)))
    })
    assert(same, runs)
  })

  test('it is pure: what is done from a place leaves the place as it was', () => {
    const walkable = walkableResponse()
    const begun = walkable.inputs.map((input) => walkable.step(walkable.start().at, input).at)
    for (const at of begun) {
      const told = () => walkable.inputs.map((input) => plain(walkable.step(at, input).events))
      const before = plain(at.response.context)
      expect(told()).toEqual(told())
      expect(plain(at.response.context)).toEqual(before)
    }
  })
})

import { describe, expect, test } from 'vitest'
import { type AnyStateMachine, assign, createMachine } from 'xstate'
import { compileItem } from '../../src/runtime/compile/item.ts'
import { itemTables } from '../../src/runtime/compile/items.ts'
import { CompileError } from '../../src/runtime/compile/refusal.ts'
import { compileResponse } from '../../src/runtime/compile/response.ts'
import { responseMachine } from '../../machines/response.ts'

type State = Record<string, unknown>

/** A message machine of two states, in which the first is as given. */
function machineOf(first: State, root: State = {}, others: Record<string, State> = {}): AnyStateMachine {
  const states = { first, second: {}, ...others }
  const guards = { isCut: () => true }
  const delays = { soon: 1 }
  const config: object = { id: 'message', initial: 'first', states, ...root }
  return createMachine(config, { guards, delays })
}

function refusal(act: () => unknown): { state: string; message: string } {
  try {
    act()
  } catch (error) {
    if (error instanceof CompileError) return { state: error.state, message: error.message }
    throw error
  }
  throw new Error('It was compiled.')
}

const item = (machine: AnyStateMachine) => refusal(() => compileItem(machine, itemTables.message))

const on = (transition: unknown) => ({ on: { 'segment.delta': transition } })
const done = 'response.output_item.done'

/** What no closure is made for: where it stands, and what the refusal says of it. */
const unsupported: Record<string, [machine: () => AnyStateMachine, state: string, says: string]> = {
  'a parallel state': [
    () => machineOf({ type: 'parallel', states: { a: {}, b: {} } }),
    'message.first',
    'the type parallel',
  ],
  'a history state': [
    () => machineOf({ initial: 'a', states: { a: {}, past: { type: 'history' } } }),
    'message.first.past',
    'the type history',
  ],
  'an invoke': [() => machineOf({ invoke: { src: 'somebody' } }), 'message.first', 'an invoke'],
  'a delayed transition': [() => machineOf({ after: { soon: 'second' } }), 'message.first', 'a delayed transition'],
  'an exit action': [() => machineOf({ exit: done }), 'message.first', 'exit actions'],
  'an output': [() => machineOf({}, {}, { end: { type: 'final', output: 1 } }), 'message.end', 'an output'],
  'a nested final state': [
    () => machineOf({ initial: 'a', states: { a: {}, end: { type: 'final' } } }),
    'message.first.end',
    'a final state that is not at the top',
  ],
  'an action on an initial transition': [
    () => machineOf({ initial: { target: 'a', actions: done }, states: { a: {} } }),
    'message.first',
    'actions on its initial transition',
  ],
  'an inline action': [() => machineOf(on({ actions: () => undefined })), 'message.first', 'an inline action'],
  'an inline assign': [() => machineOf(on({ actions: assign({}) })), 'message.first', 'an inline action'],
  'an inline entry action': [() => machineOf({ entry: () => undefined }), 'message.first', 'an inline action'],
  'an inline guard': [() => machineOf(on({ guard: () => true })), 'message.first', 'an inline or combined guard'],
  'a guard that nobody gave': [() => machineOf(on({ guard: 'isOdd' })), 'message.first', 'the guard isOdd'],
  'computed parameters of an action': [
    () => machineOf(on({ actions: { type: done, params: () => ({}) } })),
    'message.first',
    `computed parameters of ${done}`,
  ],
  'computed parameters of a guard': [
    () => machineOf(on({ guard: { type: 'isCut', params: () => ({}) } })),
    'message.first',
    'computed parameters of isCut',
  ],
  'an action that no emitter is named after': [
    () => machineOf(on({ actions: 'response.odd' })),
    'message.first',
    'the action response.odd',
  ],
  'a transition to the state itself': [
    () => machineOf(on({ target: 'first' })),
    'message.first',
    'a transition to itself',
  ],
  'a transition to an ancestor': [
    () => machineOf({ initial: 'a', states: { a: on({ target: '#message.first' }) } }),
    'message.first.a',
    'a transition to itself or to an ancestor',
  ],
  'a transition that re-enters': [
    () => machineOf(on({ target: 'second', reenter: true })),
    'message.first',
    'a transition that re-enters',
  ],
  'several targets': [
    () => machineOf(on({ target: ['second', 'third'] }), {}, { third: {} }),
    'message.first',
    'a transition with several targets',
  ],
  'an always that may not leave its state': [
    () => machineOf({ always: { guard: 'isCut', target: 'second' } }),
    'message.first',
    'an always that may not leave it',
  ],
  'an always without a target': [
    () => machineOf({ always: { actions: done } }),
    'message.first',
    'an always that may not leave it',
  ],
  'a partial wildcard': [
    () => machineOf({ on: { 'segment.*': { target: 'second' } } }),
    'message.first',
    'the partial wildcard segment.*',
  ],
}

describe('the compiler refuses, and names the state:', () => {
  test.for(Object.entries(unsupported))('%s', ([, [machine, state, says]]) => {
    const told = item(machine())
    expect(told.state).toBe(state)
    expect(told.message).toContain(says)
    expect(told.message.startsWith(`${state} has `)).toBe(true)
  })

  test('an action after forward', () => {
    const config: object = {
      id: 'response',
      initial: 'inItem',
      states: { inItem: { on: { 'segment.delta': { actions: ['forward', 'relay'] } } } },
    }
    const told = refusal(() => compileResponse(createMachine(config, Object(responseMachine.implementations))))
    expect(told).toMatchObject({
      state: 'response.inItem',
      message: expect.stringContaining('an action after forward'),
    })
  })

  test('an item that is no state machine', () => {
    const actors = { ...responseMachine.implementations.actors, message: 'elsewhere' }
    const machine = createMachine({ id: 'response' }, Object({ ...responseMachine.implementations, actors }))
    expect(refusal(() => compileResponse(machine)).message).toContain('the actor message, which is no state machine')
  })
})

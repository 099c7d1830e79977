import { type AnyStateMachine, StateMachine } from 'xstate'

/** Whether an actor's logic is a state machine. */
export function isMachine(logic: unknown): logic is AnyStateMachine {
  return logic instanceof StateMachine
}

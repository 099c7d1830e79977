import type { AnyActorRef, EventObject } from 'xstate'

/** An action as XState's `transition` returns it: what an actor would execute, and has not. */
export interface Action {
  type: string
  params?: unknown
}

/** The event that an action emits, if it is one that emits. */
export function emittedBy(action: Action): EventObject | null {
  return action.type === 'xstate.emit' && carriesEvent(action.params) ? action.params.event : null
}

/** What an action sends to another actor, if it is one that sends. */
export function sentBy(action: Action): { to: AnyActorRef; event: EventObject } | null {
  return action.type === 'xstate.sendTo' && isAddressed(action.params) ? action.params : null
}

/** Whether an action stops this actor. */
export function stops(action: Action, actor: AnyActorRef | null): boolean {
  return action.type === 'xstate.stopChild' && action.params === actor
}

function carriesEvent(params: unknown): params is { event: EventObject } {
  return typeof params === 'object' && params !== null && 'event' in params
}

function isAddressed(params: unknown): params is { to: AnyActorRef; event: EventObject } {
  return carriesEvent(params) && 'to' in params
}

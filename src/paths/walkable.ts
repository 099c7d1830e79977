import type { EventObject } from 'xstate'
import type { InputWarning } from '../wire/warning.ts'

/** What one input came to. */
export interface Step<At, Event> {
  at: At
  /** What was said on the wire, in order. */
  events: readonly Event[]
  /** What was said beside it. */
  warnings: readonly InputWarning[]
}

/**
 * A machine, with its open item where it has one, as something that can be walked: pure, and the same every time.
 * `@xstate/graph` by itself loses what is emitted and never runs a child.
 */
export interface Walkable<At, Input extends EventObject, Event> {
  name: string
  /** A finite alphabet that reaches every transition. */
  inputs: readonly Input[]
  start(): Step<At, Event>
  step(at: At, input: Input): Step<At, Event>
  /** All that decides what can follow. Two places with one key answer every input with the same letters. */
  key(at: At): string
  done(at: At): boolean
}

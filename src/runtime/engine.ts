import type { WireEvent } from '../wire/event.ts'
import type { ResponseMachineInput } from '../wire/input.ts'
import type { ResponseInput } from '../wire/response.ts'
import type { InputWarning } from '../wire/warning.ts'

/** A response machine that runs, whichever way: what the driver needs of it. */
export interface Engine {
  /** Takes an input; every event that it causes is said before this returns. */
  send(input: ResponseMachineInput): void
  /** The inputs that had no place so far. */
  readonly warnings: readonly InputWarning[]
  /** The terminal event was said. */
  readonly isDone: boolean
}

/** Makes an engine. The first events are said before this returns. */
export type EngineMaker = (input: ResponseInput, onEvent: (event: WireEvent) => void) => Engine

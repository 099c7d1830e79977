import type { ResponseMachineInput } from '../wire/input.ts'
import type { ResponseInput } from '../wire/response.ts'
import type { InputWarning } from '../wire/warning.ts'
import type { StreamSink } from './sink.ts'

/** A response machine that runs, whichever way: what the driver needs of it. */
export interface Engine {
  /** Takes an input; every event that it causes is said before this returns. */
  send(input: ResponseMachineInput): void
  /** The inputs that had no place so far. */
  readonly warnings: readonly InputWarning[]
  /** How many they are: cheaper to ask after every input. */
  readonly warningCount: number
  /** The terminal event was said. */
  readonly isDone: boolean
  /** An item is open: its segment goes on, or its tool runs. */
  readonly isItemOpen: boolean
}

/** Makes an engine. The first events are said before this returns. */
export type EngineMaker = (input: ResponseInput, sink: StreamSink) => Engine

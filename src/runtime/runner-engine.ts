import { responseMachine } from '../../machines/response.ts'
import { compile, type CompiledResponse } from './compile.ts'
import type { EngineMaker } from './engine.ts'

let compiled: CompiledResponse | undefined

/** The default: the response machine compiled. Compiled when the first response begins, once for all of them. */
export const runnerEngine: EngineMaker = (input, sink) => {
  compiled ??= compile(responseMachine)
  return compiled.run(input, sink)
}

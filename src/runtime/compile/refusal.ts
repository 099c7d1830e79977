import { CounterpointError } from '../../wire/error.ts'

/** The compiler met something that it has no closure for; it names the state, so that the definition can be changed. */
export class CompileError extends CounterpointError {
  /** The state, as a path from the machine's id: `message.text`. */
  readonly state: string

  constructor(state: string, what: string) {
    super(
      'compile/unsupported',
      `${state} has ${what}, which is not compiled; write it another way, or run the machine by createActor.`,
    )
    this.name = 'CompileError'
    this.state = state
  }
}

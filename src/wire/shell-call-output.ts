import type { Responses } from 'openai/resources/responses/responses'
import type { ItemInput } from './item.ts'
import { type DoneParams, itemAdded, itemDone, type ItemEmitter, type ItemIdentity, itemPlace, textOf } from './item.ts'

type ShellCallOutput = Responses.ResponseFunctionShellToolCallOutput
type CommandOutput = ShellCallOutput['output'][number]

/** What the output of a shell call is made with. */
export interface ShellCallOutputInput extends ItemIdentity {
  /** The call's own `call_id`. */
  callId: string
  maxOutputLength?: number | null
}

/** The output of a shell call in the making: that of the commands that have ended, and the running one's so far. */
export interface ShellCallOutputContext extends ShellCallOutputInput {
  output: CommandOutput[]
  stdout: string
  stderr: string
}

/** The context of an output of which nothing was written. */
export function shellCallOutputContext(input: ShellCallOutputInput): ShellCallOutputContext {
  return { ...input, output: [], stdout: '', stderr: '' }
}

function shellCallOutput(context: ShellCallOutputContext, status: ShellCallOutput['status']) {
  const { id, callId, output, maxOutputLength = null } = context
  return {
    id,
    type: 'shell_call_output',
    status,
    call_id: callId,
    max_output_length: maxOutputLength,
    output,
  } satisfies ShellCallOutput
}

/** A command that was cut did not exit: of the two outcomes that the wire has, it timed out. */
function outcomeOf(input: ItemInput): CommandOutput['outcome'] {
  if (input.type === 'segment.end' && input.reason === 'cut') return { type: 'timeout' }
  return (input.type === 'part.end' ? input.outcome : undefined) ?? { type: 'exit', exit_code: 0 }
}

const commandOutput = ({ stdout, stderr }: ShellCallOutputContext, input: ItemInput): CommandOutput => ({
  stdout,
  stderr,
  outcome: outcomeOf(input),
})

const isStderr = (input: ItemInput) => input.type === 'segment.delta' && input.stream === 'stderr'
const place = (context: ShellCallOutputContext) => ({ ...itemPlace(context), command_index: context.output.length })

/** Every event of a shell call's output (protocol.md: `shell_call_output  A ( content.delta* content.done )* D`). */
export const shellCallOutputEmitters = {
  'response.output_item.added': {
    event: (context) => itemAdded(context, shellCallOutput(context, 'in_progress')),
  } satisfies ItemEmitter<ShellCallOutputContext, 'response.output_item.added'>,

  'response.shell_call_output_content.delta': {
    event: (context, input) => ({
      type: 'response.shell_call_output_content.delta',
      ...place(context),
      delta: isStderr(input) ? { stderr: textOf(input) } : { stdout: textOf(input) },
    }),
    /** No `append`: deltas of the two streams differ in more than their text, so that no template can say both. */
    change: (context, input) =>
      isStderr(input) ? { stderr: context.stderr + textOf(input) } : { stdout: context.stdout + textOf(input) },
  } satisfies ItemEmitter<ShellCallOutputContext, 'response.shell_call_output_content.delta'>,

  'response.shell_call_output_content.done': {
    event: (context, input) => ({
      type: 'response.shell_call_output_content.done',
      ...place(context),
      output: [commandOutput(context, input)],
    }),
    change: (context, input) => ({
      output: [...context.output, commandOutput(context, input)],
      stdout: '',
      stderr: '',
    }),
  } satisfies ItemEmitter<ShellCallOutputContext, 'response.shell_call_output_content.done'>,

  'response.output_item.done': {
    event: (context, _input, { status }) => itemDone(context, shellCallOutput(context, status)),
  } satisfies ItemEmitter<ShellCallOutputContext, 'response.output_item.done', DoneParams<'completed' | 'incomplete'>>,
}

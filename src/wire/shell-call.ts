import type { Responses } from 'openai/resources/responses/responses'
import { type DoneParams, itemAdded, itemDone, type ItemEmitter, type ItemIdentity, textOf } from './item.ts'

type ShellCall = Responses.ResponseFunctionShellToolCall

/** What a shell call is made with. */
export interface ShellCallInput extends ItemIdentity {
  callId: string
  /** Where the commands are to run; null where nobody said. */
  environment?: ShellCall['environment']
  timeoutMs?: number | null
  maxOutputLength?: number | null
}

/** A shell call in the making: its complete commands, and the open one so far. */
export interface ShellCallContext extends ShellCallInput {
  commands: string[]
  command: string
}

/** The context of a call whose commands have not begun. */
export function shellCallContext(input: ShellCallInput): ShellCallContext {
  return { ...input, commands: [], command: '' }
}

function shellCall(context: ShellCallContext, status: ShellCall['status']) {
  const { id, callId, environment = null, commands, timeoutMs = null, maxOutputLength = null } = context
  return {
    id,
    type: 'shell_call',
    status,
    call_id: callId,
    environment,
    action: { commands, timeout_ms: timeoutMs, max_output_length: maxOutputLength },
  } satisfies ShellCall
}

/** The commands' events carry no `item_id`: OpenAI neither sends nor types one. */
const place = (context: ShellCallContext) => ({
  output_index: context.outputIndex,
  command_index: context.commands.length,
})

/** Every event of a shell call (protocol.md: `shell_call  A ( command.added command.delta* command.done )* D`). */
export const shellCallEmitters = {
  'response.output_item.added': {
    event: (context) => itemAdded(context, shellCall(context, 'in_progress')),
  } satisfies ItemEmitter<ShellCallContext, 'response.output_item.added'>,

  'response.shell_call_command.added': {
    event: (context) => ({ type: 'response.shell_call_command.added', ...place(context), command: '' }),
  } satisfies ItemEmitter<ShellCallContext, 'response.shell_call_command.added'>,

  'response.shell_call_command.delta': {
    event: (context, input) => ({
      type: 'response.shell_call_command.delta',
      ...place(context),
      delta: textOf(input),
    }),
    append: (context, input) => void (context.command += textOf(input)),
  } satisfies ItemEmitter<ShellCallContext, 'response.shell_call_command.delta'>,

  'response.shell_call_command.done': {
    event: (context) => ({ type: 'response.shell_call_command.done', ...place(context), command: context.command }),
    change: (context) => ({ commands: [...context.commands, context.command], command: '' }),
  } satisfies ItemEmitter<ShellCallContext, 'response.shell_call_command.done'>,

  'response.output_item.done': {
    event: (context, _input, { status }) => itemDone(context, shellCall(context, status)),
  } satisfies ItemEmitter<ShellCallContext, 'response.output_item.done', DoneParams<'completed' | 'incomplete'>>,
}

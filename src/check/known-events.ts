import type { Responses } from 'openai/resources/responses/responses'

/** What an event is about: the response as a whole, an error, one of its items, or nothing that a row has. */
export type Role = 'lifecycle' | 'error' | 'item' | 'elsewhere'

type OpenaiType = Responses.ResponseStreamEvent['type']

/** Events that OpenAI sends and its SDK forgot. */
type Forgotten = 'response.apply_patch_call_operation_diff.delta' | 'response.apply_patch_call_operation_diff.done'

/** Every type that OpenAI has: a new one in the SDK is missing here, and does not compile. */
const roles: Record<OpenaiType | Forgotten, Role> = {
  'response.created': 'lifecycle',
  'response.queued': 'lifecycle',
  'response.in_progress': 'lifecycle',
  'response.completed': 'lifecycle',
  'response.incomplete': 'lifecycle',
  'response.failed': 'lifecycle',
  error: 'error',
  'response.output_item.added': 'item',
  'response.output_item.done': 'item',
  'response.content_part.added': 'item',
  'response.content_part.done': 'item',
  'response.output_text.delta': 'item',
  'response.output_text.annotation.added': 'item',
  'response.output_text.done': 'item',
  'response.refusal.delta': 'item',
  'response.refusal.done': 'item',
  'response.reasoning_text.delta': 'item',
  'response.reasoning_text.done': 'item',
  'response.reasoning_summary_part.added': 'item',
  'response.reasoning_summary_part.done': 'item',
  'response.reasoning_summary_text.delta': 'item',
  'response.reasoning_summary_text.done': 'item',
  'response.function_call_arguments.delta': 'item',
  'response.function_call_arguments.done': 'item',
  'response.custom_tool_call_input.delta': 'item',
  'response.custom_tool_call_input.done': 'item',
  'response.mcp_call.in_progress': 'item',
  'response.mcp_call.completed': 'item',
  'response.mcp_call.failed': 'item',
  'response.mcp_call_arguments.delta': 'item',
  'response.mcp_call_arguments.done': 'item',
  'response.mcp_list_tools.in_progress': 'item',
  'response.mcp_list_tools.completed': 'item',
  'response.mcp_list_tools.failed': 'item',
  'response.code_interpreter_call.in_progress': 'item',
  'response.code_interpreter_call.interpreting': 'item',
  'response.code_interpreter_call.completed': 'item',
  'response.code_interpreter_call_code.delta': 'item',
  'response.code_interpreter_call_code.done': 'item',
  'response.web_search_call.in_progress': 'item',
  'response.web_search_call.searching': 'item',
  'response.web_search_call.completed': 'item',
  'response.file_search_call.in_progress': 'item',
  'response.file_search_call.searching': 'item',
  'response.file_search_call.completed': 'item',
  'response.image_generation_call.in_progress': 'item',
  'response.image_generation_call.generating': 'item',
  'response.image_generation_call.partial_image': 'item',
  'response.image_generation_call.completed': 'item',
  'response.shell_call_command.added': 'item',
  'response.shell_call_command.delta': 'item',
  'response.shell_call_command.done': 'item',
  'response.shell_call_output_content.delta': 'item',
  'response.shell_call_output_content.done': 'item',
  'response.apply_patch_call_operation_diff.delta': 'item',
  'response.apply_patch_call_operation_diff.done': 'item',
  'response.compaction.compacting': 'item',
  'response.audio.delta': 'elsewhere',
  'response.audio.done': 'elsewhere',
  'response.audio.transcript.delta': 'elsewhere',
  'response.audio.transcript.done': 'elsewhere',
}

const byType = new Map<string, Role>(Object.entries(roles))

/** What an event of this type is about; null where OpenAI has no such event. */
export function roleOf(type: string): Role | null {
  return byType.get(type) ?? null
}

/** Whether an event of this type carries the whole response. */
export function isLifecycle(type: string): boolean {
  return byType.get(type) === 'lifecycle'
}

const terminals: readonly string[] = ['response.completed', 'response.incomplete', 'response.failed']

/** Whether an event of this type ends a stream. */
export function isTerminal(type: string): boolean {
  return terminals.includes(type)
}

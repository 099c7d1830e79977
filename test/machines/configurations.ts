import type { InputFrom } from 'xstate'
import type { AllItemMachines } from '../../machines/all.ts'
import type { HostedTools } from '../../src/wire/item.ts'

type Kind = keyof AllItemMachines
type Configurations = { [Each in Kind]: readonly InputFrom<AllItemMachines[Each]>[] }

const at = { id: 'item_1', outputIndex: 0 }
const call = { ...at, callId: 'call_2' }
const hosted: readonly { hostedTools: HostedTools }[] = [{ hostedTools: 'close' }, { hostedTools: 'await' }]
const computer = { id: '', call_id: 'call_2', pending_safety_checks: [], status: 'completed' as const }
const program = { id: '', call_id: 'call_2', code: 'c', fingerprint: 'f' }

/** What each machine can be made with, as far as it changes what the machine can say. */
export const configurations: Configurations = {
  message: [{ ...at, phase: 'final_answer' }],
  reasoning: [at],
  function_call: [{ ...call, name: 'f' }],
  custom_tool_call: [{ ...call, name: 'c' }],
  mcp_call: hosted.map((tools) => ({ ...at, ...tools, serverLabel: 's', name: 'm' })),
  code_interpreter_call: hosted.map((tools) => ({ ...at, ...tools, containerId: 'c' })),
  web_search_call: hosted.map((tools) => ({ ...at, ...tools, actionName: 'search' })),
  mcp_list_tools: hosted.flatMap((tools) =>
    [false, true].map((hasStatus) => ({ ...at, ...tools, serverLabel: 's', hasStatus })),
  ),
  mcp_approval_request: [{ ...at, serverLabel: 's', name: 'm', arguments: '{"a":1}' }],
  file_search_call: hosted.map((tools) => ({ ...at, ...tools, queries: ['q'] })),
  image_generation_call: hosted.map((tools) => ({ ...at, ...tools })),
  shell_call: [call, { ...call, environment: { type: 'local' }, timeoutMs: 1, maxOutputLength: 2 }],
  shell_call_output: [call, { ...call, maxOutputLength: 2 }],
  apply_patch_call: (['create_file', 'update_file', 'delete_file'] as const).map((type) => ({
    ...call,
    operation: { type, path: 'p' },
  })),
  compaction: hosted.flatMap((tools) => [
    { ...at, ...tools },
    { ...at, ...tools, encryptedContent: 'x' },
  ]),
  other: [
    { ...at, item: { ...computer, type: 'computer_call' } },
    { ...at, item: { ...program, type: 'program' } },
  ],
}

export const kinds = Object.keys(configurations) as Kind[]

import { deltas, item, part, type Voice } from './streams.ts'

/** What an item may be at its end. */
type Status = 'completed' | 'incomplete' | 'failed'

const begun = 'in_progress'

/** A message with one text of these pieces; `refusal` puts a refusal after it. */
export function message(
  pieces: readonly string[],
  options: { refusal?: string[]; status?: Status; cite?: boolean } = {},
) {
  const annotation = { type: 'url_citation', url: 'https://example.org', title: 'T', start_index: 0, end_index: 1 }
  const parts = [part('output_text', pieces, 0, options.cite ? [annotation] : [])]
  if (options.refusal) parts.push(part('refusal', options.refusal, 1))
  return item(
    { id: `msg_${pieces.join('')}`, type: 'message', status: begun, role: 'assistant', content: [] },
    parts.flatMap(({ events }) => events),
    { status: options.status ?? 'completed', content: parts.map(({ held }) => held) },
  )
}

/** Reasoning with these texts, then these summaries. */
export function reasoning(texts: readonly string[][], summaries: readonly string[][] = []): Voice {
  const content = texts.map((pieces, index) => part('reasoning_text', pieces, index))
  const summary = summaries.map((pieces, index) => part('summary_text', pieces, index))
  return item(
    { id: 'rs_1', type: 'reasoning', status: begun, summary: [], content: [] },
    [...content, ...summary].flatMap(({ events }) => events),
    { status: 'completed', content: content.map(({ held }) => held), summary: summary.map(({ held }) => held) },
  )
}

export function functionCall(pieces: readonly string[], status: Status = 'completed'): Voice {
  const call = { id: 'fc_1', type: 'function_call', status: begun, call_id: 'call_1', name: 'f', arguments: '' }
  return item(call, valued('function_call_arguments', 'arguments', pieces), { status, arguments: pieces.join('') })
}

export function customToolCall(pieces: readonly string[]): Voice {
  const call = { id: 'ctc_1', type: 'custom_tool_call', status: begun, call_id: 'call_2', name: 'c', input: '' }
  const done = { status: 'completed', input: pieces.join('') }
  return item(call, valued('custom_tool_call_input', 'input', pieces), done)
}

/** `failed`: the tool said that it failed; `incomplete`: the item was cut before its tool answered. */
export function mcpCall(pieces: readonly string[], status: Status = 'completed'): Voice {
  const call = { id: 'mcp_1', type: 'mcp_call', status: begun, name: 'm', server_label: 's', arguments: '' }
  const between = [
    { type: 'mcp_call.in_progress' },
    ...valued('mcp_call_arguments', 'arguments', pieces),
    ...(status === 'incomplete' ? [] : [{ type: `mcp_call.${status}` }]),
  ]
  const result = { completed: { output: 'o', error: null }, failed: { output: null, error: 'e' }, incomplete: {} }
  const at = { output: null, error: null, approval_request_id: null }
  return item({ ...call, ...at }, between, { status, arguments: pieces.join(''), ...result[status] })
}

/** How far the code came: all the way, to its end without running, or running without a result. */
export function codeInterpreter(pieces: readonly string[], status: Status = 'completed', ran = true): Voice {
  const call = { id: 'ci_1', type: 'code_interpreter_call', status: begun, code: '', outputs: [], container_id: 'c' }
  return item(
    call,
    [
      { type: 'code_interpreter_call.in_progress' },
      ...valued('code_interpreter_call_code', 'code', pieces),
      ...(ran ? [{ type: 'code_interpreter_call.interpreting' }] : []),
      ...(status === 'completed' ? [{ type: 'code_interpreter_call.completed' }] : []),
    ],
    { status, code: pieces.join('') },
  )
}

export function webSearch(status: Status = 'completed', searched = true): Voice {
  return item(
    { id: 'ws_1', type: 'web_search_call', status: begun },
    [
      { type: 'web_search_call.in_progress' },
      ...(searched ? [{ type: 'web_search_call.searching' }] : []),
      ...(status === 'completed' ? [{ type: 'web_search_call.completed' }] : []),
    ],
    { status, action: { type: 'search', query: 'q' } },
  )
}

export function mcpListTools(ending: 'completed' | 'failed' = 'completed'): Voice {
  const between = [{ type: 'mcp_list_tools.in_progress' }, { type: `mcp_list_tools.${ending}` }]
  const result = ending === 'failed' ? { error: 'e' } : { tools: [{ name: 'm', input_schema: {} }] }
  return item({ id: 'mcpl_1', type: 'mcp_list_tools', server_label: 's', tools: [] }, between, result)
}

export function fileSearch(): Voice {
  const between = ['in_progress', 'searching', 'completed'].map((name) => ({ type: `file_search_call.${name}` }))
  const call = { id: 'fs_1', type: 'file_search_call', status: begun, queries: [], results: null }
  return item(call, between, { status: 'completed', queries: ['q'] })
}

export function imageGeneration(images = 1): Voice {
  return item(
    { id: 'ig_1', type: 'image_generation_call', status: begun, result: null },
    [
      { type: 'image_generation_call.in_progress' },
      { type: 'image_generation_call.generating' },
      ...Array.from({ length: images }, (_, partial_image_index) => ({
        type: 'image_generation_call.partial_image',
        partial_image_index,
        partial_image_b64: 'AA==',
      })),
      { type: 'image_generation_call.completed' },
    ],
    { status: 'completed', result: 'AA==' },
  )
}

export function shellCall(commands: readonly string[][]): Voice {
  const action = { commands: [], timeout_ms: null, max_output_length: null }
  return item(
    { id: 'sh_1', type: 'shell_call', status: begun, call_id: 'call_3', environment: null, action },
    commands.flatMap((pieces, command_index) => [
      { type: 'shell_call_command.added', command: '', command_index },
      ...deltas('shell_call_command', pieces, { command_index }),
      { type: 'shell_call_command.done', command: pieces.join(''), command_index },
    ]),
    { status: 'completed', action: { ...action, commands: commands.map((pieces) => pieces.join('')) } },
  )
}

export function shellCallOutput(outputs: readonly string[][]): Voice {
  const held = outputs.map((pieces) => ({
    stdout: pieces.join(''),
    stderr: '',
    outcome: { type: 'exit', exit_code: 0 },
  }))
  const call = { id: 'sho_1', type: 'shell_call_output', status: begun, call_id: 'call_4', max_output_length: null }
  return item(
    { ...call, output: [] },
    outputs.flatMap((pieces, command_index) => [
      ...pieces.map((stdout) => ({ type: 'shell_call_output_content.delta', delta: { stdout }, command_index })),
      { type: 'shell_call_output_content.done', output: [held[command_index]], command_index },
    ]),
    { status: 'completed', output: held },
  )
}

/** A patch that streams its diff, or one that has none to stream. */
export function applyPatch(pieces: readonly string[] | null): Voice {
  const operation = pieces ? { type: 'update_file', path: 'p', diff: '' } : { type: 'delete_file', path: 'p' }
  const between = pieces ? valued('apply_patch_call_operation_diff', 'diff', pieces) : []
  const call = { id: 'apc_1', type: 'apply_patch_call', status: begun, call_id: 'call_5', operation }
  const diff = pieces ? { diff: pieces.join('') } : {}
  return item(call, between, { status: 'completed', operation: { ...operation, ...diff } })
}

export function compaction(said = true): Voice {
  const between = said ? [{ type: 'compaction.compacting' }] : []
  return item({ id: 'cmp_1', type: 'compaction', encrypted_content: '' }, between, { encrypted_content: 'x' })
}

export function approvalRequest(): Voice {
  const request = { type: 'mcp_approval_request', arguments: '{"a":1}', name: 'm', server_label: 's' }
  return item({ id: 'mcpr_1', ...request }, [], {})
}

/** A kind that has no row of its own. */
export function computerCall(): Voice {
  const call = { type: 'computer_call', status: begun, call_id: 'call_6', action: { type: 'wait' } }
  return item({ id: 'cu_1', ...call, pending_safety_checks: [] }, [], { status: 'completed' })
}

function valued(stem: string, field: string, pieces: readonly string[]): Voice {
  return [...deltas(stem, pieces), { type: `${stem}.done`, [field]: pieces.join('') }]
}

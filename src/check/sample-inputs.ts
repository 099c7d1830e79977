import type { Kind } from './kinds.ts'

/** An input to an item machine, as exploring needs it: its type, and the values that a guard looks at. */
export interface SampleInput {
  readonly type: string
  readonly [field: string]: unknown
}

const segment = { type: 'segment.start', channel: 'final', recipient: null, contentType: null }

/** For each type of input, one sample for each thing that a guard could see in it. */
const samples: Readonly<Record<string, readonly SampleInput[]>> = {
  'segment.start': [segment, { ...segment, parts: 'explicit' }],
  'segment.delta': [
    { type: 'segment.delta', text: 'a' },
    // A web search that can be read goes another way than one that can't.
    { type: 'segment.delta', text: '{"query":"q"}' },
    { type: 'segment.delta', text: '' },
  ],
  'segment.end': ['end', 'call', 'return', 'cut'].map((reason) => ({ type: 'segment.end', reason })),
  'part.start': ['output_text', 'refusal', 'reasoning_text', 'summary_text', 'shell_command', 'shell_output'].map(
    (part) => ({ type: 'part.start', part }),
  ),
  annotation: [{ type: 'annotation', annotation: { type: 'url_citation', url: '', title: '' } }],
  'tool.error': [{ type: 'tool.error', error: { message: 'e' } }],
  'response.finish': ['stop', 'length'].map((reason) => ({ type: 'response.finish', reason })),
  'response.fail': [{ type: 'response.fail', error: { code: 'server_error', message: 'm' } }],
}

/** A finite alphabet of a machine, from the types that its definition names. */
export function sampleInputs(types: readonly string[]): SampleInput[] {
  return types.filter((type) => !type.includes('*')).flatMap((type) => samples[type] ?? [{ type }])
}

const sampleItem = {
  id: 'item',
  outputIndex: 0,
  phase: 'final_answer',
  callId: 'call',
  name: 'name',
  arguments: '{}',
  serverLabel: 'server',
  containerId: 'container',
  actionName: 'search',
  hostedTools: 'close',
  operation: { type: 'update_file', path: 'path' },
  item: { type: 'computer_call', status: 'completed' },
}

const hosted = [sampleItem, { ...sampleItem, hostedTools: 'await' }]

/** The kinds whose language depends on what the item is made with. */
const variants: Partial<Record<Kind, readonly SampleItem[]>> = {
  mcp_call: hosted,
  code_interpreter_call: hosted,
  web_search_call: hosted,
  mcp_list_tools: hosted.flatMap((item) => [item, { ...item, hasStatus: true }]),
  file_search_call: hosted,
  image_generation_call: hosted,
  compaction: hosted,
  apply_patch_call: [sampleItem, { ...sampleItem, operation: { type: 'delete_file', path: 'path' } }],
}

type SampleItem = Readonly<Record<string, unknown>>

/** What an item's machine can be made with, as far as it changes what it says; each machine reads its own fields. */
export function sampleItems(kind: Kind): readonly SampleItem[] {
  return variants[kind] ?? [sampleItem]
}

import type { Segment, Told, ToldItem } from './script.ts'

/** How an item was closed. */
export type Closing = 'completed' | 'incomplete' | 'failed'

/** The ids of one item; renumbered before anything is compared. */
export interface Ids {
  id: string
  callId: string
}

interface Piece {
  type: string
  item?: ToldItem
  [field: string]: unknown
}

/** How the original spells one kind of item when nothing goes wrong: what it says first, per delta, and last. */
interface Spelling {
  prefix: string
  opening: (segment: Segment, ids: Ids) => Piece[]
  delta: string | null
  closing: (segment: Segment, ids: Ids, status: Closing) => Piece[]
}

/** The opening of an item, in the original's spelling. */
export function opening(segment: Segment, ids = freshIds(segment)): Told[] {
  return spellingOf(segment).opening(segment, ids).map(told(ids))
}

/** The deltas of an item, in the original's spelling. */
export function deltas(segment: Segment, ids: Ids): Told[] {
  const { delta, prefix } = spellingOf(segment)
  if (delta === null) return []
  const more =
    delta === 'output_text' ? { logprobs: [], content_index: 0 } : prefix === 'msg' ? { content_index: 0 } : {}
  return segment.deltas.map((text) => told(ids)({ type: `${delta}.delta`, delta: text, ...more }))
}

/** The end of an item, in the original's spelling; of an incomplete one, as protocol.md ends an item short. */
export function closing(segment: Segment, ids: Ids, status: Closing = 'completed'): Told[] {
  return spellingOf(segment).closing(segment, ids, status).map(told(ids))
}

/** A whole item, as the original tells it when nothing goes wrong; without its end where the script has none. */
export function tell(segment: Segment): Told[] {
  const ids = freshIds(segment)
  const said = [...opening(segment, ids), ...deltas(segment, ids)]
  return segment.ended ? [...said, ...closing(segment, ids, closingOf(segment))] : said
}

let made = 0

/** Ids that nothing else has. */
export function freshIds(segment: Segment): Ids {
  made += 1
  return { id: `${spellingOf(segment).prefix}_new${made}`, callId: `call_new${made}` }
}

/** Whether the recipient is the browser, and the tool server has one. */
export function isWebSearch({ recipient, webSearch }: Segment): boolean {
  return webSearch && recipient !== null && recipient.startsWith('browser.')
}

/** Whether a segment calls a tool at all. */
export function isCall({ recipient }: Segment): boolean {
  return recipient !== null && recipient !== 'assistant'
}

/** What an item that nobody cut ends as. */
function closingOf(segment: Segment): Closing {
  return isWebSearch(segment) && actionOf(segment) === null ? 'failed' : 'completed'
}

function spellingOf(segment: Segment): Spelling {
  const { recipient, channel } = segment
  if (isWebSearch(segment)) return webSearchCall
  if (!isCall(segment)) return channel === 'analysis' ? reasoning : message
  if (recipient === 'python') return codeInterpreterCall
  return recipient?.startsWith('functions.') ? functionCall : mcpCall
}

/** Stands for the number of the chapter that the event is put in. */
export const chapterNumber = -1

const told =
  ({ id }: Ids) =>
  ({ type, item, ...fields }: Piece): Told => ({
    type: `response.${type}`,
    output_index: chapterNumber,
    sequence_number: 0,
    ...(item === undefined ? { item_id: id } : { item }),
    ...fields,
  })

const textOf = (segment: Segment) => segment.deltas.join('')

const message: Spelling = {
  prefix: 'msg',
  opening: (_segment, { id }) => [
    {
      type: 'output_item.added',
      item: { id, content: [], role: 'assistant', status: 'in_progress', type: 'message', phase: null },
    },
    {
      type: 'content_part.added',
      content_index: 0,
      part: { annotations: [], text: '', type: 'output_text', logprobs: [] },
    },
  ],
  delta: 'output_text',
  closing: (segment, { id }, status) => {
    const part = { annotations: [], text: textOf(segment), type: 'output_text', logprobs: null }
    return [
      { type: 'output_text.done', content_index: 0, logprobs: [], text: textOf(segment) },
      { type: 'content_part.done', content_index: 0, part },
      {
        type: 'output_item.done',
        item: { id, content: [part], role: 'assistant', status, type: 'message', phase: null },
      },
    ]
  },
}

const thought = { type: 'reasoning', summary: [], encrypted_content: null }

const reasoning: Spelling = {
  prefix: 'msg',
  opening: (_segment, { id }) => [
    { type: 'output_item.added', item: { id, ...thought, content: null, status: 'in_progress' } },
    { type: 'reasoning_part.added', content_index: 0, part: { text: '', type: 'reasoning_text' } },
  ],
  delta: 'reasoning_text',
  closing: (segment, { id }, status) => {
    const part = { text: textOf(segment), type: 'reasoning_text' }
    return [
      { type: 'reasoning_text.done', content_index: 0, text: textOf(segment) },
      { type: 'reasoning_part.done', content_index: 0, part },
      { type: 'output_item.done', item: { id, ...thought, content: [part], status } },
    ]
  },
}

const functionName = ({ recipient }: Segment) => (recipient ?? '').replace('functions.', '')
const functionExtras = { type: 'function_call', caller: null, namespace: null }

const functionCall: Spelling = {
  prefix: 'fc',
  opening: (segment, { id, callId: call_id }) => {
    const item = { id, call_id, ...functionExtras, name: functionName(segment), arguments: '', status: 'in_progress' }
    return [{ type: 'output_item.added', item }]
  },
  delta: 'function_call_arguments',
  closing: (segment, { id, callId: call_id }, status) => {
    const call = { name: functionName(segment), arguments: textOf(segment) }
    const item = {
      id: null,
      call_id,
      ...functionExtras,
      ...call,
      status,
      item_id: id,
      output_index: 0,
      sequence_number: -1,
    }
    return [
      { type: 'function_call_arguments.done', ...call },
      { type: 'output_item.done', item },
    ]
  },
}

/** Label and name are the same word, but for the one bare name that has a label of its own. */
function mcpNames({ recipient }: Segment) {
  const name = (recipient ?? '').replace(/^mcp\./, '')
  return { name, server_label: name === 'browser' ? 'web_search_preview' : name }
}

const mcpExtras = { type: 'mcp_call', approval_request_id: null, error: null, output: null }

const mcpCall: Spelling = {
  prefix: 'mcp',
  opening: (segment, { id }) => [
    {
      type: 'output_item.added',
      item: { id, ...mcpExtras, ...mcpNames(segment), arguments: '', status: 'in_progress' },
    },
    { type: 'mcp_call.in_progress' },
  ],
  delta: 'mcp_call_arguments',
  closing: (segment, { id }, status) => [
    { type: 'mcp_call_arguments.done', arguments: textOf(segment), name: mcpNames(segment).name },
    ...(status === 'completed' ? [{ type: 'mcp_call.completed' }] : []),
    { type: 'output_item.done', item: { id, ...mcpExtras, ...mcpNames(segment), arguments: textOf(segment), status } },
  ],
}

const codeExtras = { type: 'code_interpreter_call', container_id: 'auto' }

const codeInterpreterCall: Spelling = {
  prefix: 'tool',
  opening: (_segment, { id }) => [
    { type: 'output_item.added', item: { id, ...codeExtras, code: null, outputs: null, status: 'in_progress' } },
    { type: 'code_interpreter_call.in_progress' },
  ],
  delta: 'code_interpreter_call_code',
  closing: (segment, { id }, status) => [
    { type: 'code_interpreter_call_code.done', code: textOf(segment) },
    ...(status === 'completed'
      ? [{ type: 'code_interpreter_call.interpreting' }, { type: 'code_interpreter_call.completed' }]
      : []),
    { type: 'output_item.done', item: { id, ...codeExtras, code: textOf(segment), outputs: [], status } },
  ],
}

const webSearchCall: Spelling = {
  prefix: 'tool',
  // All of it is said at the end: the arguments have no event, and `added` carries what they mean.
  opening: () => [],
  delta: null,
  closing: (segment, { id }, status) => {
    const action = actionOf(segment) ?? { type: 'search', query: textOf(segment) }
    const item = { id, type: 'web_search_call', action }
    return [
      { type: 'output_item.added', item: { ...item, status: 'in_progress' } },
      { type: 'web_search_call.in_progress' },
      ...(status === 'completed' ? [{ type: 'web_search_call.searching' }, { type: 'web_search_call.completed' }] : []),
      { type: 'output_item.done', item: { ...item, status } },
    ]
  },
}

/** What a browser call asks for; null where the original raises an exception. */
function actionOf(segment: Segment): Record<string, unknown> | null {
  const name = (segment.recipient ?? '').replace('browser.', '')
  let args: { query?: unknown; cursor?: unknown; pattern?: unknown }
  try {
    args = JSON.parse(textOf(segment))
  } catch {
    return null
  }
  const { query, pattern, cursor = '' } = args
  const url = `cursor:${String(cursor)}`
  if (name === 'search') return query === undefined ? null : { type: 'search', query, queries: null, sources: null }
  if (name === 'open') return { type: 'open_page', url }
  return name === 'find' && pattern !== undefined ? { type: 'find', pattern, url } : null
}

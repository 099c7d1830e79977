import { double, drop, moveAfter, set, type Damages } from './damage.ts'

const text = 'a message'
const thought = 'reasoning with texts and summaries'
const call = 'a function call'
const mcp = 'an MCP call'
const code = 'code that runs'
const search = 'a web search'

/** The rule `item/order`. */
export const ofOrder: Damages = [
  ['no text.done', text, drop('output_text.done'), ['item/order']],
  ['two text.done', text, double('output_text.done'), ['item/order']],
  ['no part.added', text, drop('content_part.added'), ['item/order', 'value/item-sum']],
  ['no part.done', text, drop('content_part.done'), ['item/order', 'value/item-sum']],
  [
    'a delta after text.done',
    text,
    moveAfter('output_text.delta', 'output_text.done'),
    ['item/order', 'value/delta-sum'],
  ],
  [
    'part.done after item.done',
    text,
    moveAfter('content_part.done', 'D'),
    ['item/order', 'value/item-sum', 'item/closed'],
  ],
  ['a refusal delta in a text', text, set('output_text.delta', 'type', 'response.refusal.delta'), ['item/order']],
  ['no arguments.done', call, drop('function_call_arguments.done'), ['item/order']],
  ['two arguments.done', call, double('function_call_arguments.done'), ['item/order']],
  ['no mcp_call.in_progress', mcp, drop('mcp_call.in_progress'), ['item/order']],
  ['mcp_call.in_progress again', mcp, double('mcp_call.in_progress'), ['item/order']],
  ['mcp completed before its arguments', mcp, moveAfter('mcp_call.completed', 'mcp_call.in_progress'), ['item/order']],
  ['a completed mcp_call without its event', mcp, drop('mcp_call.completed'), ['item/order']],
  [
    'mcp_call.failed, then completed',
    mcp,
    set('mcp_call.completed', 'type', 'response.mcp_call.failed'),
    ['item/order', 'value/item-sum'],
  ],
  ['interpreting before the code is done', code, moveAfter('code_interpreter_call.interpreting', 'A'), ['item/order']],
  ['a search that completes without searching', search, drop('web_search_call.searching'), ['item/order']],
  ['a search that searches twice', search, double('web_search_call.searching'), ['item/order']],
  [
    'an event of another kind',
    search,
    set('web_search_call.searching', 'type', 'response.file_search_call.searching'),
    ['item/order'],
  ],
  ['no summary text.done', thought, drop('reasoning_summary_text.done'), ['item/order']],
]

import { both, drop, insertAfter, set, type Damages } from './damage.ts'

const text = 'a message'
const two = 'two messages'
const thought = 'reasoning with texts and summaries'
const call = 'a function call'
const code = 'code that runs'
const cited = 'a message with a citation and a refusal'

/** The rules `part/*` and `value/*`. */
export const ofValues: Damages = [
  [
    'a content_index from 1',
    text,
    (events) => events.map((event) => ('content_index' in event ? { ...event, content_index: 1 } : event)),
    ['part/index'],
  ],
  ['a content_index that repeats', cited, set('content_part.added', 'content_index', 0, 1), ['part/index']],
  ['a summary_index that skips', thought, set('reasoning_summary_text.delta', 'summary_index', 2, 1), ['part/index']],
  ['an annotation_index from 1', cited, set('output_text.annotation.added', 'annotation_index', 1), ['part/index']],
  [
    'a command_index that skips',
    'shell commands',
    set('shell_call_command.done', 'command_index', 2, 1),
    ['part/index'],
  ],
  ['text in part.added', text, set('content_part.added', 'part.text', 'H'), ['part/empty-at-added']],
  ['arguments at A', call, set('A', 'item.arguments', '{}'), ['part/empty-at-added']],
  ['code at A', code, set('A', 'item.code', '1'), ['part/empty-at-added']],
  ['content at A', text, set('A', 'item.content', [{}]), ['part/empty-at-added']],
  ['a lost delta', text, drop('output_text.delta'), ['value/delta-sum']],
  [
    'an empty delta',
    text,
    insertAfter('output_text.delta', {
      type: 'response.output_text.delta',
      delta: '',
      output_index: 0,
      content_index: 0,
      item_id: 'msg_Hello',
    }),
    ['value/delta-sum'],
  ],
  ['another text in text.done', text, set('output_text.done', 'text', 'x'), ['value/delta-sum']],
  [
    'another text in part.done',
    text,
    set('content_part.done', 'part.text', 'x'),
    ['value/delta-sum', 'value/item-sum'],
  ],
  [
    'other arguments in arguments.done',
    call,
    set('function_call_arguments.done', 'arguments', '{}'),
    ['value/delta-sum', 'value/item-sum'],
  ],
  [
    'arguments without a delta',
    call,
    both(drop('function_call_arguments.delta'), drop('function_call_arguments.delta')),
    ['value/delta-sum'],
  ],
  [
    'other code in code.done',
    code,
    set('code_interpreter_call_code.done', 'code', '2'),
    ['value/delta-sum', 'value/item-sum'],
  ],
  [
    'another input',
    'a custom tool call',
    set('custom_tool_call_input.done', 'input', ''),
    ['value/delta-sum', 'value/item-sum'],
  ],
  ['another command', 'shell commands', set('shell_call_command.done', 'command', 'rm'), ['value/delta-sum']],
  ['other output', 'the output of shell commands', drop('shell_call_output_content.delta'), ['value/delta-sum']],
  ['another refusal', cited, set('refusal.done', 'refusal', 'yes'), ['value/delta-sum']],
  ['a citation lost', cited, drop('output_text.annotation.added'), ['value/delta-sum']],
  [
    'a part lost at D',
    cited,
    both(set('D', 'item.content', []), set('completed', 'response.output.0.content', [])),
    ['value/item-sum'],
  ],
  [
    'a summary lost at D',
    thought,
    both(set('D', 'item.summary', []), set('completed', 'response.output.0.summary', [])),
    ['value/item-sum'],
  ],
  [
    'other arguments at D',
    call,
    both(set('D', 'item.arguments', '{}'), set('completed', 'response.output.0.arguments', '{}')),
    ['value/item-sum'],
  ],
  [
    'a failed call without its error',
    'an MCP call that fails',
    both(set('D', 'item.error', null), set('completed', 'response.output.0.error', null)),
    ['value/item-sum'],
  ],
  ['an item lost at the end', two, (events) => set('completed', 'response.output', [])(events), ['value/final-output']],
  ['an item too many at the end', text, set('completed', 'response.output.1', {}), ['value/final-output']],
  ['another text at the end', text, set('completed', 'response.output.0.content.0.text', 'x'), ['value/final-output']],
  [
    'a message reordered at the end',
    two,
    (events) => {
      const output = (events.at(-1)!['response'] as { output: unknown[] }).output
      output.reverse()
      return events
    },
    ['value/final-output'],
  ],
]

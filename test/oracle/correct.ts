import * as kind from './kinds.ts'
import type { WireEvent } from './letter.ts'
import { stream } from './streams.ts'

/** Correct streams by what is in them: every row of the order, both ways each can end. */
export const correct: Readonly<Record<string, WireEvent[]>> = {
  'nothing at all': stream([]),
  'a message': stream([kind.message(['Hel', 'lo'])]),
  'a message without text': stream([kind.message([])]),
  'a message with a citation and a refusal': stream([kind.message(['a'], { cite: true, refusal: ['n', 'o'] })]),
  'a message cut short': stream([kind.message(['Hel'], { status: 'incomplete' })], { status: 'incomplete' }),
  'a failure within a message': stream([kind.message(['Hel'], { status: 'incomplete' })], { status: 'failed' }),
  'a stream that waited': stream([kind.message(['Hello'])], { queued: true }),
  'two messages': stream([kind.message(['first']), kind.message(['second'])]),
  'reasoning without a word': stream([kind.reasoning([])]),
  'reasoning with texts and summaries': stream([kind.reasoning([['a', 'b'], ['c']], [['d'], ['e', 'f']])]),
  'reasoning, then an answer': stream([kind.reasoning([['a']]), kind.message(['b'])]),
  'a function call': stream([kind.functionCall(['{"a"', ':1}'])]),
  'a function call cut short': stream([kind.functionCall(['{"a"'], 'incomplete')], { status: 'incomplete' }),
  'a custom tool call': stream([kind.customToolCall(['x', 'y'])]),
  'an MCP call': stream([kind.mcpCall(['{', '}']), kind.message(['done'])]),
  'an MCP call that fails': stream([kind.mcpCall(['{}'], 'failed'), kind.message(['sorry'])]),
  'an MCP call cut short': stream([kind.mcpCall(['{}'], 'incomplete')], { status: 'incomplete' }),
  'code that runs': stream([kind.codeInterpreter(['1 ', '+ 1'])]),
  'code that fails': stream([kind.codeInterpreter(['1 / 0'], 'failed')]),
  'code that never ran': stream([kind.codeInterpreter(['1 +'], 'incomplete', false)], { status: 'incomplete' }),
  'a web search': stream([kind.webSearch(), kind.message(['found'])]),
  'a web search that fails': stream([kind.webSearch('failed')]),
  'a web search that never began': stream([kind.webSearch('failed', false)]),
  'a list of tools': stream([kind.mcpListTools()]),
  'a list of tools that fails': stream([kind.mcpListTools('failed')]),
  'an approval request': stream([kind.approvalRequest()]),
  'a file search': stream([kind.fileSearch()]),
  'an image': stream([kind.imageGeneration(2)]),
  'an image at once': stream([kind.imageGeneration(0)]),
  'shell commands': stream([kind.shellCall([['ls ', '-l'], ['pwd']])]),
  'the output of shell commands': stream([kind.shellCallOutput([['a', 'b'], ['c']])]),
  'a patch': stream([kind.applyPatch(['+a\n', '-b\n'])]),
  'a deletion': stream([kind.applyPatch(null)]),
  'a compaction': stream([kind.compaction()]),
  'a silent compaction': stream([kind.compaction(false)]),
  'a kind without a row': stream([kind.computerCall()]),
}

/** Correct, though the official client (7.55) throws: it does not know the events that stream a patch. */
export const strangeToClient: readonly string[] = ['a patch']

import type { RoutedKind } from '../../../machines/routing.ts'
import { isObject } from '../../check/json.ts'
import type { Json } from '../../check/json.ts'
import type { ItemInput } from '../../wire/item.ts'
import { segments } from '../inputs.ts'
import { walkInput } from '../walkables.ts'
import { configurations, type LoneKind, loneSegment } from './alone.ts'
import { tokenCounts } from './alphabets.ts'
import type { MachineName } from './machines.ts'
import { play } from './play.ts'

const delta = (text: string): ItemInput => ({ type: 'segment.delta', text })
const end: ItemInput = { type: 'segment.end', reason: 'end' }
const pieces = (...texts: string[]) => [...texts.map(delta), end]

/** What each kind is told, so that everything is in its stream that a rule could be broken in. */
const told: Record<RoutedKind | LoneKind, readonly ItemInput[]> = {
  message: [delta('Hel'), delta('lo'), { type: 'part.start', part: 'refusal' }, ...pieces('N', 'o')],
  reasoning: [delta('Hm'), delta('m'), { type: 'part.start', part: 'summary_text' }, ...pieces('S', 'o')],
  function_call: pieces('{"a"', ':1}'),
  custom_tool_call: pieces('x', 'y'),
  mcp_call: pieces('{"a"', ':1}'),
  code_interpreter_call: pieces('1 +', ' 1'),
  web_search_call: pieces('{"query":"q"}'),
  mcp_list_tools: [{ type: 'tool.output', tools: [{ name: 't', input_schema: {} }] }],
  mcp_approval_request: [end],
  file_search_call: [{ type: 'tool.output', results: [{ file_id: 'f', text: 't', score: 1 }] }],
  image_generation_call: [delta('AA=='), { type: 'tool.output', result: 'AAA=' }],
  shell_call: [delta('l'), delta('s'), { type: 'part.start', part: 'shell_command' }, ...pieces('pwd')],
  shell_call_output: [delta('a'), delta('b'), { type: 'part.start', part: 'shell_output' }, ...pieces('/')],
  apply_patch_call: pieces('+a\n', '-b\n'),
  compaction: [{ type: 'tool.progress' }, { type: 'tool.output', output: 'x' }],
  other: [end],
}

/** A correct stream of one item of a kind, or of none for `response`, as a client reads it. */
export function plainStream(machine: MachineName): Json[] {
  const text = JSON.stringify(eventsOf(machine))
  const events: unknown = JSON.parse(text)
  return Array.isArray(events) ? events.filter(isObject) : []
}

function eventsOf(machine: MachineName): readonly object[] {
  const input = walkInput()
  const finish = { type: 'response.finish', reason: 'stop', usage: tokenCounts } as const
  if (machine === 'response') return play({ machine, input }, [finish]).events
  if (isRouted(machine)) {
    const [start] = segments[machine]
    return play({ machine: 'response', input }, [...(start === undefined ? [] : [start]), ...told[machine], finish])
      .events
  }
  const made = hosted(machine)
  return play({ machine, input: made }, [loneSegment, ...told[machine]]).events
}

function isRouted(machine: Exclude<MachineName, 'response'>): machine is RoutedKind {
  return Object.hasOwn(segments, machine)
}

/** As a host makes it, where there is one. */
function hosted(kind: LoneKind): object {
  const made: Readonly<Record<string, object>> = configurations[kind]
  return made['await'] ?? Object.values(made)[0] ?? {}
}

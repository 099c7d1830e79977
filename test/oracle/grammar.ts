import { compile, type Automaton } from './automaton.ts'

/**
 * The order rules of protocol.md, in its own notation. `A` and `D` are `output_item.added` and `output_item.done`; a D
 * carries its item's status, so that the endings which are legal only for a failed or an unfinished item can say so.
 */
export const definitions = {
  TEXT: `content_part.added<output_text> ( output_text.delta | output_text.annotation.added )*
         output_text.done content_part.done<output_text>`,
  REFUSAL: 'content_part.added<refusal> refusal.delta* refusal.done content_part.done<refusal>',
  RTEXT:
    'content_part.added<reasoning_text> reasoning_text.delta* reasoning_text.done content_part.done<reasoning_text>',
  SUMMARY: `reasoning_summary_part.added reasoning_summary_text.delta* reasoning_summary_text.done
            reasoning_summary_part.done`,
  /** An item that went its whole way; or one that the token limit cut, whose events are all there nevertheless. */
  D: 'D<completed> | D<incomplete>',
  /** An item that ends before its way is over. */
  SHORT: 'D<failed> | D<incomplete>',
} as const

/** The stream's own events; every event of an item is the letter `item`. */
export const stream = 'created queued? in_progress item* ( completed | incomplete | error? failed )'

export const items = {
  message: 'A ( TEXT | REFUSAL )* D',
  reasoning: 'A ( RTEXT | SUMMARY )* D',
  function_call: 'A function_call_arguments.delta* function_call_arguments.done D',
  mcp_call: `A mcp_call.in_progress mcp_call_arguments.delta* mcp_call_arguments.done
             ( mcp_call.completed D<completed> | mcp_call.failed D<failed> | SHORT )`,
  code_interpreter_call: `A code_interpreter_call.in_progress code_interpreter_call_code.delta*
             code_interpreter_call_code.done
             ( code_interpreter_call.interpreting code_interpreter_call.completed D<completed>
             | code_interpreter_call.interpreting? SHORT )`,
  web_search_call: `A web_search_call.in_progress
             ( web_search_call.searching web_search_call.completed D<completed> | web_search_call.searching? SHORT )`,
  custom_tool_call: 'A custom_tool_call_input.delta* custom_tool_call_input.done D',
  mcp_list_tools: 'A mcp_list_tools.in_progress ( mcp_list_tools.completed D | mcp_list_tools.failed ( D | SHORT ) )',
  mcp_approval_request: 'A D',
  file_search_call: `A file_search_call.in_progress file_search_call.searching file_search_call.completed
             ( D | SHORT )`,
  image_generation_call: `A image_generation_call.in_progress image_generation_call.generating
             image_generation_call.partial_image* image_generation_call.completed ( D | SHORT )`,
  shell_call: 'A ( shell_call_command.added shell_call_command.delta* shell_call_command.done )* D',
  shell_call_output: 'A ( shell_call_output_content.delta* shell_call_output_content.done )* D',
  apply_patch_call: 'A ( apply_patch_call_operation_diff.delta* apply_patch_call_operation_diff.done )? D',
  compaction: 'A compaction.compacting? D',
  other: 'A ( D | SHORT )',
} as const

export type ItemKind = keyof typeof items

/** What real servers do besides (`observed`): whole rows that are legal too. */
const alsoObserved: Partial<Record<ItemKind, string>> = {
  mcp_call: `A mcp_call.in_progress ( mcp_call.in_progress | mcp_call_arguments.delta )* mcp_call_arguments.done
             ( mcp_call.completed D<completed> | mcp_call.failed D<failed> | SHORT )`,
}

export type Profile = 'strict' | 'observed'

const made = new Map<string, Automaton>()

export function itemAutomaton(kind: ItemKind, profile: Profile = 'strict'): Automaton {
  const row = (profile === 'observed' && alsoObserved[kind]) || items[kind]
  return automatonOf(row)
}

export function streamAutomaton(): Automaton {
  return automatonOf(stream)
}

function automatonOf(row: string): Automaton {
  let automaton = made.get(row)
  if (!automaton) made.set(row, (automaton = compile(row, definitions)))
  return automaton
}

export function kindOf(itemType: string): ItemKind {
  return Object.hasOwn(items, itemType) ? (itemType as ItemKind) : 'other'
}

const kinds = Object.keys(items) as ItemKind[]

/** Every letter that some item's row has. */
export const itemLetters: readonly string[] = [...new Set(kinds.flatMap((kind) => itemAutomaton(kind).alphabet))]

const byLetter = new Map(
  itemLetters.map((letter) => [letter, kinds.filter((kind) => itemAutomaton(kind).alphabet.includes(letter))]),
)

/** The only kind whose row has this letter; undefined for A and D, which every row has. */
export function kindByLetter(letter: string): ItemKind | undefined {
  const having = byLetter.get(letter) ?? []
  return having.length === 1 ? having[0] : undefined
}

import type { Responses } from 'openai/resources/responses/responses'

/** The kinds that have a row of their own in protocol.md, and so a machine of their own. */
export type RowKind =
  | 'message'
  | 'reasoning'
  | 'function_call'
  | 'mcp_call'
  | 'code_interpreter_call'
  | 'web_search_call'
  | 'custom_tool_call'
  | 'mcp_list_tools'
  | 'mcp_approval_request'
  | 'file_search_call'
  | 'image_generation_call'
  | 'shell_call'
  | 'shell_call_output'
  | 'apply_patch_call'
  | 'compaction'

/** An item of a kind without a row: `any other item type  A D`. */
export type OtherItem = Exclude<Responses.ResponseOutputItem, { type: RowKind }>

/** How an item can stand, from A to D (protocol.md, `item/status`). */
export type ItemStatus = 'in_progress' | 'completed' | 'incomplete' | 'failed'

type WithAnyStatus<Item> = Item extends unknown ? Omit<Item, 'status'> & { status: ItemStatus } : never

/**
 * Items that stand as the SDK's types don't let them: every item can be cut, but an `image_generation_call` and an
 * `apply_patch_call` are never `incomplete` there, and some of the other kinds neither `in_progress` nor `failed`.
 */
export type AnyStatusItem = WithAnyStatus<
  OtherItem | Extract<Responses.ResponseOutputItem, { type: 'image_generation_call' | 'apply_patch_call' }>
>

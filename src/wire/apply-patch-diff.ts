/**
 * The events that stream a patch's diff. OpenAI sends them (AI SDK and others read them off real streams) although
 * they are neither documented nor typed in `openai` 7.55, whose `responses.stream()` throws on them
 * (protocol.md: `apply_patch_call  A ( operation_diff.delta* operation_diff.done )? D`).
 */
export type ApplyPatchDiffEvent = ApplyPatchDiffDeltaEvent | ApplyPatchDiffDoneEvent

/** More of the diff. */
export interface ApplyPatchDiffDeltaEvent {
  type: 'response.apply_patch_call_operation_diff.delta'
  item_id: string
  output_index: number
  delta: string
  sequence_number: number
}

/** The diff is whole. */
export interface ApplyPatchDiffDoneEvent {
  type: 'response.apply_patch_call_operation_diff.done'
  item_id: string
  output_index: number
  diff: string
  sequence_number: number
}

import type { Edge, TableAcceptor } from './acceptor.ts'
import type { Tolerance } from './finding.ts'
import type { Kind } from './kinds.ts'

/**
 * What real servers were seen to do beside the protocol. Each is allowed under `observed` and told as information; under
 * `strict` none is. The machines have none of them: they are extra edges, or conditions of a rule.
 */
export const tolerances: Readonly<Record<Tolerance, { seen: string; what: string }>> = {
  resumed: { seen: 'OpenAI', what: 'the stream is resumed: it begins in the middle' },
  'queued-first': { seen: 'OpenAI', what: 'the stream is resumed: it begins with response.queued' },
  'no-sequence-number': { seen: 'OpenAI, older', what: 'the events have no sequence_number' },
  'done-mark': { seen: 'servers of Open Responses', what: '[DONE] comes after the terminal event' },
  keepalive: { seen: 'OpenAI', what: 'a keepalive event stands in the stream' },
  'null-left-out': { seen: 'xAI', what: 'what should be null is left out' },
  'item-id-left-out': { seen: 'none of the recordings', what: 'the event has no item_id' },
  'mcp-in-progress-again': { seen: 'OpenAI', what: 'mcp_call.in_progress is said again, after an approval' },
  'tool-added-completed': { seen: 'xAI', what: 'the tool item is completed when it is added' },
  'tools-overlap': { seen: 'xAI, OpenAI', what: 'the tool item is added while another is open' },
  'list-without-done': {
    seen: 'OpenAI',
    what: 'the mcp_list_tools item has no output_item.done, but is in the output',
  },
  'action-absent': { seen: 'OpenAI', what: 'the web search has no action when it is added' },
  'call-done-in-progress': { seen: 'OpenAI', what: 'the function call is in_progress when it is done' },
  'reasoning-without-status': { seen: 'OpenAI', what: 'the reasoning item has no status' },
  'arguments-without-delta': { seen: 'LM Studio', what: 'the arguments come whole, without a delta' },
  'logprobs-differ': { seen: 'OpenAI', what: 'the logprobs of the item differ from those of its part' },
}

/** An edge that only real servers take. */
export interface TolerantEdge {
  tolerance: Tolerance
  kind: Kind
  letter: string
  /** Where it leads from a state; null where that state has no such edge. */
  to(acceptor: TableAcceptor, state: number): number | null
}

/** The extra edges. All else that is tolerated is a condition: it hangs on a value, or on another item. */
export const tolerantEdges: readonly TolerantEdge[] = [
  {
    tolerance: 'mcp-in-progress-again',
    kind: 'mcp_call',
    letter: 'response.mcp_call.in_progress',
    to: (acceptor, state) => (acceptor.step(state, 'response.mcp_call_arguments.delta') < 0 ? null : state),
  },
]

/** An item's acceptor with the edges that only real servers take. */
export function withTolerances(kind: Kind, acceptor: TableAcceptor): TableAcceptor {
  const states = Array.from({ length: acceptor.size }, (_, state) => state)
  return acceptor.with(
    tolerantEdges.flatMap((edge): Edge[] =>
      edge.kind !== kind
        ? []
        : states.flatMap((from) => {
            const to = edge.to(acceptor, from)
            return to === null ? [] : [{ from, letter: edge.letter, to }]
          }),
    ),
  )
}

/** What a letter of an item may make use of. */
export function toleranceOf(kind: Kind, letter: string): Tolerance | null {
  return tolerantEdges.find((edge) => edge.kind === kind && edge.letter === letter)?.tolerance ?? null
}

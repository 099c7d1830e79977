import type { AnyStateMachine } from 'xstate'
import { responseMachine } from '../../machines/response.ts'
import type { TableAcceptor } from './acceptor.ts'
import { withBareFailure } from './allowances.ts'
import { determinise } from './determinise.ts'
import { explore } from './explore.ts'
import { isLifecycle } from './known-events.ts'
import { done, itemLetter } from './letter.ts'
import { sampleInputs, type SampleInput } from './sample-inputs.ts'

let made: TableAcceptor | undefined

/** The acceptor of the stream's own events, read off the response machine when it is first asked for. */
export function streamAcceptor(): TableAcceptor {
  made ??= deriveStream(responseMachine)
  return made
}

/**
 * The response machine's language, in which every event of an item is one letter. The item that it opens is not run:
 * what an item may emit is put in its place, for each case that the machine tells apart.
 */
export function deriveStream(machine: AnyStateMachine): TableAcceptor {
  const inputs = [...sampleInputs(machine.events.filter((type) => type !== 'item.emitted')), ...emitted]
  const language = explore({
    machine,
    starts: [{ seed: '' }, { seed: '', queued: true }],
    inputs,
    // Of what a response knows, its guards read nothing but its inputs once it is created.
    key: ({ value }) => JSON.stringify(value),
    letter: (event) => (isLifecycle(event.type) || event.type === 'error' ? event.type : itemLetter),
  })
  return withBareFailure(determinise(language))
}

const emitted: readonly SampleInput[] = [
  { type: 'response.output_text.delta' },
  { type: done, item: { status: 'completed' } },
  { type: done, item: { status: 'incomplete' } },
].map((event) => ({ type: 'item.emitted', event }))

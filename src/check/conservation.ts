import { checkCalls } from './conservation/calls.ts'
import type { Produced, Unconserved } from './conservation/produced.ts'
import { checkVoices } from './conservation/voices.ts'
import { isObject, same, shown } from './json.ts'

/** What came to the client: the terminal event's response, or as much of it as is known. */
export interface Received {
  output: readonly unknown[]
  usage?: unknown
}

/**
 * The conservation check: every character that the model produced stands in exactly one item, and nothing else does. An
 * order checker alone calls a stream clean whose refusal or reasoning was dropped on the way.
 *
 * @param produced what upstream was made to say, in order
 * @param received what came out at the other end
 * @returns what was lost, invented or changed; empty where all is conserved
 */
export function checkConservation(produced: readonly Produced[], received: Received): Unconserved[] {
  const { output, usage } = received
  return [...checkVoices(produced, output), ...checkCalls(produced, output), ...checkUsage(produced, usage)]
}

function checkUsage(produced: readonly Produced[], received: unknown): Unconserved[] {
  const given = produced.findLast((each) => each.kind === 'usage')
  if (given === undefined || holdsAll(received, given.usage)) return []
  const [lost, invented] = [JSON.stringify(given.usage), JSON.stringify(received) ?? '']
  const message = `usage was ${shown(given.usage)} and is ${shown(received)}`
  return [{ rule: 'conservation/usage', message, lost, invented }]
}

/** Whether a value has everything that is named, however deep; it may have more. */
function holdsAll(value: unknown, named: unknown): boolean {
  if (!isObject(named)) return same(value, named)
  return isObject(value) && Object.entries(named).every(([field, inner]) => holdsAll(value[field], inner))
}

import { checkStream } from '../../src/check/check-stream.ts'
import type { Profile, Violation } from '../../src/check/finding.ts'
import { isEvent, isObject } from '../oracle/letter.ts'
import { oracle } from '../oracle/values.ts'
import type { Violation as OracleViolation } from '../oracle/violation.ts'

export interface Judgement {
  /** What is wrong by the oracle, and by the check. */
  right: readonly OracleViolation[]
  found: readonly Violation[]
}

export function judge(events: readonly unknown[], profile: Profile): Judgement {
  return { right: oracle(events, { profile }), found: checkStream(events, { profile }).violations }
}

/** Both say the same is wrong first, at the same event; or that nothing is. */
export function agree({ right, found }: Judgement): boolean {
  return right[0]?.rule === found[0]?.rule && right[0]?.index === found[0]?.index
}

/** The same of streams with several faults: at the event with the first, what is told first is one of its faults. */
export function agreeOnPlace({ right, found }: Judgement): boolean {
  const first = right.filter(({ index }) => index === right[0]?.index)
  return (
    right[0]?.index === found[0]?.index && (first.length === 0 || first.some(({ rule }) => rule === found[0]?.rule))
  )
}

/**
 * Where the check knowingly says something else than the oracle.
 *
 * - The oracle takes `created` for `response.created`, the check does not: it names the first event.
 * - Only when a number comes can one who reads along know that the first event should have had one.
 * - The oracle tolerates an `arguments.done` without arguments where there was no delta; the check asks for arguments.
 * - A D without an item is told where it stands, not at the end.
 * - Dialects are found out, so another dialect's spelling is none until the stream has shown its own.
 * - `response.created` of another response begins another one.
 * - `[DONE]` after the end is Open Responses' own, which a stream may turn out to be.
 */
export function differsKnowingly(events: readonly unknown[], profile: Profile): boolean {
  const first = events[0]
  if (isEvent(first) && first.type === 'created') return true
  const numbers = events.map((event) => isObject(event) && event['sequence_number'] !== undefined)
  if (profile === 'observed' && numbers[0] === false && numbers.includes(true)) return true
  const ids = new Set<unknown>()
  return events.some((event, at) => {
    if (event === '[DONE]') return profile === 'strict'
    if (!isEvent(event)) return false
    if (isObject(event['response'])) ids.add(event['response']['id'])
    if (event.type.endsWith('arguments.done')) return typeof event['arguments'] !== 'string'
    if (event.type === 'response.output_item.done') return !isObject(event['item'])
    if (event.type === 'response.created') return at > 0 && (ids.size > 1 || hasEnded(events.slice(0, at)))
    return /^response\.reasoning(_part)?\.|openai:/.test(event.type)
  })
}

const hasEnded = (events: readonly unknown[]) =>
  events.some((event) => isEvent(event) && /^response\.(completed|incomplete|failed)$/.test(event.type))

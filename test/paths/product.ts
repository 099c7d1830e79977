import { isItemLetter, letterOf, type WireEvent } from '../oracle/letter.ts'
import { itemAutomaton, kindOf, streamAutomaton } from '../oracle/grammar.ts'
import type { Automaton } from '../oracle/automaton.ts'

/** Where the oracle's automata stand: the stream's, and the open item's. */
export interface Judged {
  stream: number
  item: { kind: string; automaton: Automaton; state: number } | null
}

export const unjudged: Judged = { stream: streamAutomaton().start, item: null }

/** The automata after one more event; null where one of them rejects it for good. */
export function judge({ stream, item }: Judged, event: WireEvent): Judged | null {
  const letter = letterOf(event)
  const next = streamAutomaton().step(stream, isItemLetter(letter) ? 'item' : letter)
  if (streamAutomaton().dead(next)) return null
  if (!isItemLetter(letter)) return item === null ? { stream: next, item } : null
  if (item === null) {
    const begun = begin(event)
    return letter === 'A' && begun !== null ? { stream: next, item: begun } : null
  }
  const state = item.automaton.step(item.state, letter)
  if (item.automaton.dead(state)) return null
  if (!letter.startsWith('D<')) return { stream: next, item: { ...item, state } }
  return item.automaton.accepts(state) ? { stream: next, item: null } : null
}

function begin(event: WireEvent): Judged['item'] {
  const { item } = event
  if (typeof item !== 'object' || item === null || !('type' in item)) return null
  const kind = kindOf(String(item.type))
  const automaton = itemAutomaton(kind)
  return { kind, automaton, state: automaton.step(automaton.start, 'A') }
}

/** Everything that may end has ended. */
export function accepts({ stream, item }: Judged): boolean {
  return item === null && streamAutomaton().accepts(stream)
}

export function judgedKey({ stream, item }: Judged): string {
  return `${stream}, ${item === null ? 'no item' : `${item.kind} ${item.state}`}`
}

import { describe, expect, test } from 'vitest'
import { nowhere, type TableAcceptor } from '../../src/check/acceptor.ts'
import type { Profile } from '../../src/check/finding.ts'
import { itemAcceptor } from '../../src/check/item-acceptors.ts'
import { kinds } from '../../src/check/kinds.ts'
import { streamAcceptor } from '../../src/check/stream-acceptor.ts'
import { tolerantEdges } from '../../src/check/tolerances.ts'
import { type Acceptor, type Automaton, difference } from '../oracle/automaton.ts'
import { itemAutomaton, items, streamAutomaton } from '../oracle/grammar.ts'

/** The oracle's letters as ours. */
function named(letter: string): string {
  if (letter === 'A') return 'response.output_item.added'
  if (letter.startsWith('D<')) return `response.output_item.done${letter.slice(1)}`
  return letter === 'item' || letter === 'error' ? letter : `response.${letter}`
}

const asOracle = (acceptor: TableAcceptor): Acceptor<number> => ({
  start: acceptor.start,
  step: (state, letter) => (state === nowhere ? nowhere : acceptor.step(state, letter)),
  accepts: (state) => state !== nowhere && acceptor.accepts(state),
})

function renamed(automaton: Automaton): Acceptor<number> {
  const letters = new Map(automaton.alphabet.map((letter) => [named(letter), letter]))
  return { ...automaton, step: (state, letter) => automaton.step(state, letters.get(letter) ?? 'none') }
}

/** The shortest word that only one of the two accepts. */
function differs(acceptor: TableAcceptor, automaton: Automaton): string[] | null {
  const alphabet = [...new Set([...acceptor.alphabet, ...automaton.alphabet.map(named)])]
  return difference(asOracle(acceptor), renamed(automaton), alphabet)
}

describe('read off the machines, and equal to the rows of protocol.md', () => {
  test('there is a row for every kind', () => expect([...kinds].toSorted()).toEqual(Object.keys(items).toSorted()))

  test.for(kinds)('%s', (kind) => {
    for (const profile of ['strict', 'observed'] satisfies Profile[]) {
      const [acceptor, automaton] = [itemAcceptor(kind, profile), itemAutomaton(kind, profile)]
      expect(differs(acceptor, automaton), profile).toBe(null)
      // The oracle's automata are minimal; the dead state counts as one of theirs.
      expect(acceptor.size, profile).toBe(automaton.states.length - 1)
    }
  })

  test('the stream', () => {
    expect(differs(streamAcceptor(), streamAutomaton())).toBe(null)
    expect(streamAcceptor().size).toBe(6)
  })

  test('a message has seven states', () => expect(itemAcceptor('message').size).toBe(7))
})

test('observed has the edges that are tolerated, and no others', () => {
  for (const kind of kinds) {
    const [strict, observed] = [itemAcceptor(kind), itemAcceptor(kind, 'observed')]
    expect(observed.size).toBe(strict.size)
    const states = Array.from({ length: strict.size }, (_, state) => state)
    const more = states.flatMap((state) =>
      observed.edges(state).filter(({ letter, to }) => strict.step(state, letter) !== to),
    )
    const edges = tolerantEdges.filter((edge) => edge.kind === kind)
    expect(more.map(({ letter }) => letter)).toEqual(edges.map(({ letter }) => letter))
  }
})

test('the letters that may come next', () => {
  const message = itemAcceptor('message')
  const added = message.step(message.start, 'response.output_item.added')
  expect(message.legal(message.start)).toEqual(['response.output_item.added'])
  expect(message.legal(added).toSorted()).toEqual([
    'response.content_part.added<output_text>',
    'response.content_part.added<refusal>',
    'response.output_item.done<completed>',
    'response.output_item.done<incomplete>',
  ])
  expect(message.step(added, 'response.refusal.delta')).toBe(nowhere)
  expect(itemAcceptor('message')).toBe(message)
})

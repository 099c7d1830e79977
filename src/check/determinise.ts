import { TableAcceptor } from './acceptor.ts'
import type { Nondeterministic } from './nondeterministic.ts'

/** The smallest deterministic automaton of the same language, without the states from which nothing leads to an end. */
export function determinise(automaton: Nondeterministic): TableAcceptor {
  return minimise(subsets(automaton))
}

interface Table {
  /** The start is state 0. */
  rows: Map<string, number>[]
  accepting: boolean[]
}

/** The subset construction. */
function subsets(automaton: Nondeterministic): Table {
  const rows: Map<string, number>[] = []
  const accepting: boolean[] = []
  const sets: Set<number>[] = []
  const numbers = new Map<string, number>()
  const number = (states: Iterable<number>): number => {
    const set = automaton.closure(states)
    const key = [...set].toSorted((a, b) => a - b).join()
    const known = numbers.get(key)
    if (known !== undefined) return known
    numbers.set(key, sets.length)
    accepting.push(!set.isDisjointFrom(automaton.accepting))
    rows.push(new Map())
    return sets.push(set) - 1
  }
  number(automaton.starts)
  for (const [from, set] of sets.entries()) {
    for (const [letter, targets] of automaton.steps(set)) rows[from]?.set(letter, number(targets))
  }
  return { rows, accepting }
}

/** Moore's algorithm: states are split until those that are left together behave alike. */
function minimise({ rows, accepting }: Table): TableAcceptor {
  const live = reaching(rows, accepting)
  const alphabet = [...new Set(rows.flatMap((row) => [...row.keys()]))]
  let classes = accepting.map((accepts, state) => (live.has(state) ? Number(accepts) : -1))
  for (let before = 0; ;) {
    const names = new Map<string, number>()
    const next = classes.map((own, state) => {
      if (own === -1) return -1
      const targets = alphabet.map((letter) => classes[rows[state]?.get(letter) ?? -1] ?? -1)
      const key = [own, ...targets].join()
      const name = names.get(key) ?? names.size
      names.set(key, name)
      return name
    })
    classes = next
    if (names.size === before) break
    before = names.size
  }
  return tabulate(rows, accepting, classes)
}

/** The states from which an accepting one can be reached. */
function reaching(rows: readonly Map<string, number>[], accepting: readonly boolean[]): Set<number> {
  const live = new Set(accepting.flatMap((accepts, state) => (accepts ? [state] : [])))
  for (let before = -1; before !== live.size;) {
    before = live.size
    for (const [state, row] of rows.entries()) if ([...row.values()].some((to) => live.has(to))) live.add(state)
  }
  return live
}

function tabulate(rows: readonly Map<string, number>[], accepting: readonly boolean[], classes: readonly number[]) {
  const table: Map<string, number>[] = []
  const ends: boolean[] = []
  for (const [state, own] of classes.entries()) {
    if (own === -1 || table[own] !== undefined) continue
    const edges = [...(rows[state] ?? [])].flatMap(([letter, to]): [string, number][] => {
      const target = classes[to] ?? -1
      return target === -1 ? [] : [[letter, target]]
    })
    table[own] = new Map(edges)
    ends[own] = accepting[state] ?? false
  }
  return new TableAcceptor(classes[0] ?? 0, table, ends)
}

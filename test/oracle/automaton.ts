import { parse, type Definitions, type Expression } from './expression.ts'

/** Anything that reads letters one at a time; states need only be usable as keys, so foreign machines fit too. */
export interface Acceptor<State extends string | number> {
  readonly start: State
  step(state: State, letter: string): State
  accepts(state: State): boolean
}

/** A complete deterministic automaton: every state answers every letter, and unknown letters lead to the sink. */
export interface Automaton extends Acceptor<number> {
  readonly states: readonly number[]
  readonly alphabet: readonly string[]
  /** No word leads from here to acceptance any more. */
  dead(state: number): boolean
}

/** A nondeterministic automaton in Glushkov's form: one state per occurrence of a letter, and no empty moves. */
interface Positions {
  letters: string[]
  first: Set<number>
  last: Set<number>
  follow: Set<number>[]
  empty: boolean
}

export function compile(source: string, definitions: Definitions = {}): Automaton {
  const nfa: Positions = { letters: [], first: new Set(), last: new Set(), follow: [], empty: false }
  const whole = visit(parse(source, definitions), nfa)
  const alphabet = [...new Set(nfa.letters)].toSorted()

  // Subset construction. State 0 is the sink: the empty set of positions, which leads only to itself.
  const sets: number[][] = [[]]
  const numbers = new Map([['', 0]])
  const accepting = [false]
  const table: Map<string, number>[] = [new Map()]
  const number = (positions: Iterable<number>): number => {
    const set = [...new Set(positions)].toSorted((a, b) => a - b)
    const key = set.join()
    const known = numbers.get(key)
    if (known !== undefined) return known
    numbers.set(key, sets.push(set) - 1)
    accepting.push(set.some((position) => whole.last.has(position)))
    table.push(new Map())
    return sets.length - 1
  }
  // The start stands before the first letter, where no position is: it gets a set of its own (-1).
  const start = number([-1])
  accepting[start] = whole.empty
  for (let state = 1; state < sets.length; state += 1) {
    const next = sets[state]!.flatMap((position) => [...(position === -1 ? whole.first : nfa.follow[position]!)])
    for (const letter of alphabet) {
      table[state]!.set(letter, number(next.filter((position) => nfa.letters[position] === letter)))
    }
  }
  return minimise({ table, accepting, start, alphabet })
}

function visit(expression: Expression, nfa: Positions): Omit<Positions, 'letters' | 'follow'> {
  switch (expression.kind) {
    case 'letter': {
      const position = nfa.letters.push(expression.name) - 1
      nfa.follow.push(new Set())
      return { first: new Set([position]), last: new Set([position]), empty: false }
    }
    case 'choice': {
      const of = expression.of.map((each) => visit(each, nfa))
      return {
        first: new Set(of.flatMap(({ first }) => [...first])),
        last: new Set(of.flatMap(({ last }) => [...last])),
        empty: of.some(({ empty }) => empty),
      }
    }
    case 'sequence': {
      let whole: Omit<Positions, 'letters' | 'follow'> = { first: new Set(), last: new Set(), empty: true }
      for (const each of expression.of) {
        const part = visit(each, nfa)
        for (const position of whole.last) for (const next of part.first) nfa.follow[position]!.add(next)
        whole = {
          first: whole.empty ? new Set([...whole.first, ...part.first]) : whole.first,
          last: part.empty ? new Set([...whole.last, ...part.last]) : part.last,
          empty: whole.empty && part.empty,
        }
      }
      return whole
    }
    case 'many': {
      const of = visit(expression.of, nfa)
      for (const position of of.last) for (const next of of.first) nfa.follow[position]!.add(next)
      return { ...of, empty: true }
    }
    case 'maybe':
      return { ...visit(expression.of, nfa), empty: true }
  }
}

interface Table {
  table: Map<string, number>[]
  accepting: boolean[]
  start: number
  alphabet: string[]
}

/** Moore's algorithm: split states until those left together behave alike. Small automata make readable products. */
function minimise({ table, accepting, start, alphabet }: Table): Automaton {
  let classes = accepting.map(Number)
  for (;;) {
    const names = new Map<string, number>()
    const next = classes.map((own, state) => {
      const key = [own, ...alphabet.map((letter) => classes[table[state]!.get(letter) ?? 0])].join()
      return names.get(key) ?? (names.set(key, names.size), names.size - 1)
    })
    const settled = names.size === new Set(classes).size
    classes = next
    if (settled) break
  }
  const representative = new Map(classes.map((own, state) => [own, state]))
  const states = [...representative.keys()].toSorted((a, b) => a - b)
  // The sink is state 0 of the table and always there, so the dead states of the minimal automaton are its class.
  const sink = classes[0]!
  return {
    start: classes[start]!,
    states,
    alphabet,
    step: (state, letter) => classes[table[representative.get(state)!]!.get(letter) ?? 0]!,
    accepts: (state) => accepting[representative.get(state)!]!,
    dead: (state) => state === sink,
  }
}

/** A shortest word that one of the two accepts and the other does not; null when they accept the same words. */
export function difference<A extends string | number, B extends string | number>(
  a: Acceptor<A>,
  b: Acceptor<B>,
  alphabet: readonly string[],
): string[] | null {
  const seen = new Set([`${a.start}|${b.start}`])
  const queue: { a: A; b: B; word: string[] }[] = [{ a: a.start, b: b.start, word: [] }]
  for (const at of queue) {
    if (a.accepts(at.a) !== b.accepts(at.b)) return at.word
    for (const letter of alphabet) {
      const next = { a: a.step(at.a, letter), b: b.step(at.b, letter), word: [...at.word, letter] }
      const key = `${next.a}|${next.b}`
      if (seen.has(key)) continue
      seen.add(key)
      queue.push(next)
    }
  }
  return null
}

/** Does the automaton accept this word? */
export function accepts<State extends string | number>(acceptor: Acceptor<State>, word: readonly string[]): boolean {
  let state = acceptor.start
  for (const letter of word) state = acceptor.step(state, letter)
  return acceptor.accepts(state)
}

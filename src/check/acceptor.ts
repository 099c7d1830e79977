/** No state: nothing that is legal leads anywhere from here. */
export const nowhere = -1

/** A complete reading of one language of letters: deterministic, minimal, states numbered from 0. */
export interface Acceptor {
  readonly start: number
  /** How many states there are; the one from which nothing leads to an end is no state, but `nowhere`. */
  readonly size: number
  /** Every letter that the language has. */
  readonly alphabet: readonly string[]
  /** The state after a letter, or `nowhere` where it is not legal. */
  step(state: number, letter: string): number
  /** Whether a word may end here. */
  accepts(state: number): boolean
  /** The letters that may come next. */
  legal(state: number): readonly string[]
}

/** A deterministic automaton as a table: for each state, where each letter leads. */
export class TableAcceptor implements Acceptor {
  readonly start: number
  readonly size: number
  readonly alphabet: readonly string[]
  readonly #table: readonly ReadonlyMap<string, number>[]
  readonly #accepting: readonly boolean[]
  readonly #legal: readonly (readonly string[])[]

  constructor(start: number, table: readonly ReadonlyMap<string, number>[], accepting: readonly boolean[]) {
    this.start = start
    this.size = table.length
    this.#table = table
    this.#accepting = accepting
    this.#legal = table.map((edges) => [...edges.keys()])
    this.alphabet = [...new Set(this.#legal.flat())].toSorted()
  }

  step(state: number, letter: string): number {
    return this.#table[state]?.get(letter) ?? nowhere
  }

  accepts(state: number): boolean {
    return this.#accepting[state] ?? false
  }

  legal(state: number): readonly string[] {
    return this.#legal[state] ?? []
  }

  /** The same automaton with more edges. They may not lead where another edge of that letter leads already. */
  with(edges: readonly Edge[]): TableAcceptor {
    const table = this.#table.map((row) => new Map(row))
    for (const { from, letter, to } of edges) table[from]?.set(letter, to)
    return new TableAcceptor(this.start, table, this.#accepting)
  }

  /** The edges that lead away from a state. */
  edges(state: number): Edge[] {
    return [...(this.#table[state] ?? [])].map(([letter, to]) => ({ from: state, letter, to }))
  }
}

/** One letter between two states. */
export interface Edge {
  from: number
  letter: string
  to: number
}

/**
 * A nondeterministic automaton in the making. States are made as they are named; an edge says any number of letters,
 * none among them: exploring a machine gives such edges, since one input may make it say several events, or nothing.
 */
export class Nondeterministic {
  readonly starts = new Set<number>()
  readonly accepting = new Set<number>()
  readonly #names = new Map<string, number>()
  readonly #letters: Map<string, Set<number>>[] = []
  readonly #silent: Set<number>[] = []

  /** The state of this name; another one for another name. */
  state(name: string): number {
    const known = this.#names.get(name)
    if (known !== undefined) return known
    const made = this.#anonymous()
    this.#names.set(name, made)
    return made
  }

  /** What is said on the way from a state to another. */
  edge(from: number, said: readonly string[], to: number): void {
    const last = said.at(-1)
    if (last === undefined) {
      this.#silent[from]?.add(to)
      return
    }
    let at = from
    for (const letter of said.slice(0, -1)) {
      const next = this.#anonymous()
      this.#connect(at, letter, next)
      at = next
    }
    this.#connect(at, last, to)
  }

  /** Those states, and all that can be reached from them without a word. */
  closure(states: Iterable<number>): Set<number> {
    const reached = new Set(states)
    for (const state of reached) for (const next of this.#silent[state] ?? []) reached.add(next)
    return reached
  }

  /** Every letter that may be said in one of these states, and where it leads. */
  *steps(states: Iterable<number>): Generator<[string, ReadonlySet<number>]> {
    const joined = new Map<string, Set<number>>()
    for (const state of states) {
      for (const [letter, targets] of this.#letters[state] ?? []) {
        joined.set(letter, (joined.get(letter) ?? new Set()).union(targets))
      }
    }
    yield* joined
  }

  #anonymous(): number {
    this.#silent.push(new Set())
    return this.#letters.push(new Map()) - 1
  }

  #connect(from: number, letter: string, to: number): void {
    const edges = this.#letters[from]
    const targets = edges?.get(letter)
    if (targets === undefined) edges?.set(letter, new Set([to]))
    else targets.add(to)
  }
}

import type { Acceptor } from './acceptor.ts'

/** One way to understand what was heard so far. */
interface Way {
  acceptor: Acceptor
  state: number
  /** Letters that were passed over: when they come late, that was said already. */
  owed: readonly string[]
  /** Letters that came too soon: when it is their turn, they need not come again. */
  early: readonly string[]
}

/** What is wrong with a letter that is not legal. */
export interface Misplaced {
  /** How it stands to what was legal: `before .searching`, `again`, `out of place`. */
  how: string
  /** All that was legal, what leads on to the letter first. */
  expected: string[]
  /** How many of them lead on to it. */
  near: number
}

/** More than any single mistake leaves open. */
const mostWays = 48

/**
 * Follows an acceptor through somebody's letters. After one that is not legal it goes on in every way that a single
 * mistake would explain (the letter is too many, or came too soon, or stands for another, or others are missing), and
 * what comes next decides between them: so one mistake is told once.
 */
export class Track {
  #ways: readonly Way[]
  /** The one way, as long as nothing was wrong: what nearly every letter of nearly every stream goes by. */
  #only: Way | null
  #last: string | null = null
  /** Where the acceptor stood before the last letter; that one may have been the mistake. */
  #before: readonly Way[] = []
  #from: number | null = null

  /**
   * @param states where the acceptor stands; all of its states, where the beginning was not heard
   * @param owed letters that may come late, since they are missing already
   */
  constructor(acceptor: Acceptor, states: readonly number[], owed: readonly string[] = []) {
    this.#ways = states.map((state) => ({ acceptor, state, owed, early: [] }))
    this.#only = soleOf(this.#ways)
  }

  /**
   * Takes the next letter.
   *
   * @param foreign gives the acceptor of another kind, where the letter belongs to that one
   * @returns null where it is legal, or where what is wrong was told already
   */
  take(letter: string, foreign?: () => Acceptor | undefined): Misplaced | null {
    const only = this.#only
    if (only !== null && only.owed.length === 0) {
      const state = only.acceptor.step(only.state, letter)
      if (state >= 0) {
        this.#from = only.state
        only.state = state
        this.#last = letter
        return null
      }
    }
    const wrong = this.#retrace(letter, foreign)
    this.#last = letter
    return wrong
  }

  /** The state that the acceptor is in, as long as nothing was wrong. */
  get state(): number | null {
    return this.#only?.state ?? null
  }

  /** Whether a letter could come now. */
  allows(letter: string): boolean {
    return this.#ways.some(({ acceptor, state }) => acceptor.step(state, letter) >= 0)
  }

  /** Whether a letter comes late that was missed before. */
  owes(letter: string): boolean {
    return this.#ways.some(({ owed }) => owed.includes(letter))
  }

  /** The letters that could come now. */
  get legal(): string[] {
    return [...new Set(this.#ways.flatMap(({ acceptor, state }) => acceptor.legal(state)))]
  }

  /** It may stand here as well, with a letter that came too soon. */
  also(acceptor: Acceptor, state: number, early: readonly string[] = []): void {
    this.#settle([...this.#ways, { acceptor, state, owed: [], early }])
  }

  /** Something that can't be read stood here: it may have been any letter, or none. */
  disturb(): void {
    this.#settle([...this.#ways, ...this.#ways.flatMap(substituted)])
  }

  #retrace(letter: string, foreign: (() => Acceptor | undefined) | undefined): Misplaced | null {
    const going = this.#ways.flatMap((way) => onward(way, letter))
    if (going.length > 0) {
      this.#settle(going)
      return null
    }
    const wrong = this.#misplaced(letter)
    const before = this.#waysBefore()
    const other = foreign?.()
    this.#settle([
      ...this.#ways.map((way) => ({ ...way, early: [...way.early, letter] })),
      ...this.#ways.flatMap((way) => passedOver(way, letter)),
      ...this.#ways.flatMap(substituted),
      ...before.flatMap((way) => withoutLast(way, letter, this.#last)),
      ...(other === undefined ? [] : anywhere(other, letter)),
    ])
    return wrong
  }

  #settle(ways: readonly Way[]): void {
    const distinct: Way[] = []
    for (const way of ways) if (!distinct.some((other) => alike(way, other))) distinct.push(way)
    this.#before = this.#ways
    this.#from = null
    this.#ways = distinct.slice(0, mostWays)
    this.#only = soleOf(this.#ways)
  }

  #waysBefore(): readonly Way[] {
    const only = this.#only
    return only === null || this.#from === null ? this.#before : [{ ...only, state: this.#from }]
  }

  #misplaced(letter: string): Misplaced {
    const { legal } = this
    const leading = legal.filter((each) =>
      this.#ways.some(({ acceptor, state }) => acceptor.step(acceptor.step(state, each), letter) >= 0),
    )
    const [first] = leading
    const expected = [...new Set([...leading, ...legal])]
    if (letter === this.#last) return { how: 'again', expected, near: leading.length }
    const how = first === undefined ? 'out of place' : `before ${abbreviated(first, letter)}`
    return { how, expected, near: leading.length }
  }
}

function alike(a: Way, b: Way): boolean {
  return a.acceptor === b.acceptor && a.state === b.state && sameList(a.owed, b.owed) && sameList(a.early, b.early)
}

const sameList = (a: readonly string[], b: readonly string[]) => a.length === b.length && a.every((x, i) => x === b[i])

function soleOf(ways: readonly Way[]): Way | null {
  const [way] = ways
  return ways.length === 1 && way !== undefined ? way : null
}

/** Where a letter leads: on, or nowhere because it is late, or on by way of letters that came too soon. */
function onward(way: Way, letter: string): Way[] {
  const { acceptor, state, owed, early } = way
  const next = acceptor.step(state, letter)
  const late = owed.includes(letter) ? [{ ...way, owed: without(owed, letter) }] : []
  if (next >= 0) return [{ ...way, state: next }, ...late]
  if (late.length > 0) return late
  return early.flatMap((soon) => {
    const between = acceptor.step(state, soon)
    return between < 0 ? [] : onward({ ...way, state: between, early: without(early, soon) }, letter)
  })
}

/** The letter is right, and those before it are missing. */
function passedOver(way: Way, letter: string): Way[] {
  const missing = wayTo(way.acceptor, way.state, letter)
  if (missing === null) return []
  const { acceptor } = way
  const at = [...missing, letter].reduce((state, each) => acceptor.step(state, each), way.state)
  return [{ ...way, state: at, owed: [...way.owed, ...missing] }]
}

/** The letter stands for another one. */
function substituted(way: Way): Way[] {
  const { acceptor, state } = way
  return acceptor.legal(state).map((letter) => ({ ...way, state: acceptor.step(state, letter) }))
}

/** The letter before this one was the mistake: too many, or instead of another. */
function withoutLast(before: Way, letter: string, last: string | null): Way[] {
  if (last === null) return []
  const { acceptor, state } = before
  const others = acceptor.legal(state).map((other) => acceptor.step(acceptor.step(state, other), letter))
  const straight = { ...before, state: acceptor.step(state, letter), early: [...before.early, last] }
  return [straight, ...others.map((next) => ({ ...before, state: next }))].filter(({ state }) => state >= 0)
}

/** Wherever that letter can lead. */
function anywhere(acceptor: Acceptor, letter: string): Way[] {
  return Array.from({ length: acceptor.size }, (_, state) => acceptor.step(state, letter)).flatMap((state) =>
    state < 0 ? [] : [{ acceptor, state, owed: [], early: [] }],
  )
}

/** The fewest letters after which this one is legal; null where it never is again. */
function wayTo(acceptor: Acceptor, from: number, letter: string): string[] | null {
  const ways = new Map<number, string[]>([[from, []]])
  for (const [state, way] of ways) {
    if (acceptor.step(state, letter) >= 0) return way
    for (const next of acceptor.legal(state)) {
      const to = acceptor.step(state, next)
      if (!ways.has(to)) ways.set(to, [...way, next])
    }
  }
  return null
}

function without(letters: readonly string[], letter: string): readonly string[] {
  const at = letters.indexOf(letter)
  return letters.toSpliced(at, 1)
}

/** `.searching` where the two names begin alike, as far as a reader needs. */
function abbreviated(name: string, beside: string): string {
  const dot = name.lastIndexOf('.')
  return dot > 0 && beside.startsWith(name.slice(0, dot + 1)) ? name.slice(dot) : name
}

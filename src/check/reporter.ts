import type { Finding, Profile, Rule, Tolerance } from './finding.ts'
import { tolerances } from './tolerances.ts'

/** The item that a finding speaks of. */
export interface About {
  outputIndex: number
  id: unknown
}

/** Says what is wrong with the event that is being looked at, and sees to it that one mistake is one finding. */
export class Reporter {
  readonly observed: boolean
  readonly #onFinding: (finding: Finding) => void
  #index = 0
  #name = ''
  #told = 0
  #silent = false
  #tolerated = new Set<string>()

  constructor(profile: Profile, onFinding: (finding: Finding) => void) {
    this.observed = profile === 'observed'
    this.#onFinding = onFinding
  }

  /** The next event is looked at; `name` is its type, as it came. */
  at(index: number, name: string): void {
    this.#index = index
    this.#name = name === '' ? `event ${index}` : `event ${index} ${name}`
    this.#told = 0
    this.#silent = false
  }

  /** The input is over, after so many events. */
  atEnd(index: number): void {
    this.at(index, '')
    this.#name = `the stream`
  }

  /** How many violations this event has so far. */
  get told(): number {
    return this.#told
  }

  /** Whether all that this event breaks was told. */
  get silent(): boolean {
    return this.#silent
  }

  /** What else this event breaks follows from what was said already. */
  hush(): void {
    this.#silent = true
  }

  /**
   * A rule is broken.
   *
   * @param what follows the event's name in the message
   * @param expected what would have been legal
   * @param near how many of them, from the first, are worth a reader's time; all where none
   */
  violate(rule: Rule, what: string, expected: readonly string[] = [], about?: About, near = 0): void {
    if (this.#silent) return
    this.#told += 1
    const named = near > 0 ? expected.slice(0, near) : expected
    const legal = named.length === 0 ? '' : `; legal here: ${named.join(' or ')}`
    const message = `${this.#name} ${what}${legal}`
    this.#onFinding({ rule, index: this.#index, message, expected: [...expected], ...itemOf(about) })
  }

  /** Something is tolerated; told once for each item, or for the whole response. */
  tolerate(tolerance: Tolerance, about?: About): void {
    const key = about === undefined ? tolerance : `${tolerance} ${about.outputIndex}`
    if (this.#silent || this.#tolerated.has(key)) return
    this.#tolerated.add(key)
    const message = `${this.#name}: ${tolerances[tolerance].what}`
    this.#onFinding({ tolerance, index: this.#index, message, ...itemOf(about) })
  }

  /** Another response begins: what was tolerated before may be told again. */
  renew(): void {
    this.#tolerated = new Set()
  }
}

function itemOf(about: About | undefined): { outputIndex?: number; itemId?: string } {
  if (about === undefined) return {}
  return { outputIndex: about.outputIndex, ...(typeof about.id === 'string' && { itemId: about.id }) }
}

import { isObject } from '../../check/json.ts'
import type { ReadEvent } from '../../check/read-stream.ts'
import { CounterpointError } from '../../wire/error.ts'

/** So many values without an event among them are looked at, before an input is said to hold none. */
const patience = 100

/**
 * Holds events back until one of the Responses API was among them. An input without any is the wrong file, and not a
 * stream with a hundred violations.
 */
export class UsableEvents {
  readonly #name: string
  readonly #allow: ReadonlySet<string>
  #waiting: ReadEvent[] | null = []

  constructor(name: string, allow: Iterable<string>) {
    this.#name = name
    this.#allow = new Set(allow)
  }

  /**
   * @returns the events that may be checked now
   * @throws CounterpointError `input/no-events`
   */
  push(events: readonly ReadEvent[]): readonly ReadEvent[] {
    if (this.#waiting === null) return events
    this.#waiting.push(...events)
    if (!this.#waiting.some(({ value }) => this.#isOurs(value))) {
      if (this.#waiting.length > patience) this.#refuse(this.#waiting)
      return []
    }
    const usable = this.#waiting
    this.#waiting = null
    return usable
  }

  /** @throws CounterpointError `input/no-events` */
  end(cutAt: number | null): void {
    if (this.#waiting !== null) this.#refuse(this.#waiting, cutAt)
  }

  #isOurs(value: unknown): boolean {
    const type = fieldOf(value, 'type')
    return typeof type === 'string' && (type.startsWith('response.') || type === 'error' || this.#allow.has(type))
  }

  #refuse(values: readonly ReadEvent[], cutAt: number | null = null): never {
    throw new CounterpointError('input/no-events', `${this.#name} ${whyNone(values, cutAt)}`)
  }
}

function whyNone(values: readonly ReadEvent[], cutAt: number | null): string {
  const [first] = values
  if (first === undefined) {
    return cutAt === null ? 'holds no events; give a recorded event stream.' : 'ends in the middle of its first event.'
  }
  const { value, fault } = first
  if (fieldOf(value, 'object') === 'response') {
    return 'holds a whole response, no event stream; record one that was asked for with "stream": true.'
  }
  if (fieldOf(value, 'object') === 'chat.completion.chunk') {
    return 'holds Chat Completions chunks, no Responses events; counterpoint convert --from chat makes them of these.'
  }
  const begins = JSON.stringify(typeof value === 'string' ? value.slice(0, 40) : value)?.slice(0, 60)
  const what = fault === undefined ? `the first value is ${begins}` : `the first event ${fault}: ${begins}`
  return `holds no Responses events (${what}); give events with "type": "response.…".`
}

function fieldOf(value: unknown, name: string): unknown {
  return isObject(value) ? value[name] : undefined
}

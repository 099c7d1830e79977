import { shown } from '../json.ts'
import type { About, Reporter } from '../reporter.ts'

/** A value that is streamed: what its deltas come to, and what an event called it that says the whole. */
export class StreamedText {
  #sum = ''
  #said: string | null = null
  #prefix = ''
  #loose = false
  #told = false

  /** What the deltas come to. */
  get sum(): string {
    return this.#sum
  }

  /** Whether something about it was wrong, and told. */
  get told(): boolean {
    return this.#told
  }

  add(delta: string): void {
    this.#sum += delta
  }

  /** `value/delta-sum`, of a delta: it says something. */
  addDelta(delta: unknown, report: Reporter, about: About): void {
    if (typeof delta === 'string' && delta !== '') {
      this.#sum += delta
      return
    }
    report.violate('value/delta-sum', `has delta ${shown(delta)}`, ['a delta with text, or none'], about)
    this.tell()
  }

  /** Something about it was told. */
  tell(): void {
    this.#told = true
    this.#loose = true
  }

  /** What stood there before the first delta, though nothing should. */
  begunWith(text: unknown): void {
    if (typeof text === 'string') this.#prefix = text
  }

  /** Something else was wrong here: the deltas that were heard may not be all, nor in order. */
  loosen(): void {
    this.#loose = true
  }

  /** Whether the value is known to be this text, by the deltas or by who said so first. */
  is(text: unknown): boolean {
    return this.#loose || text === this.#sum || text === this.#said || text === this.#prefix + this.#sum
  }

  /** `value/delta-sum`: an event that says the whole says the sum of the deltas. What differs is told once. */
  checkSum(field: string, text: unknown, report: Reporter, about: About): void {
    const known = this.is(text)
    if (typeof text === 'string') this.#said = text
    if (known) return
    const [said, sum] = apart(text, this.#sum)
    report.violate('value/delta-sum', `has ${field} ${said}, its deltas come to another`, [`${field} ${sum}`], about)
    this.#said ??= ''
    this.#told = true
  }
}

/** Two values as they are shown: long ones from a little before the place where they differ. */
function apart(a: unknown, b: string): [string, string] {
  if (typeof a !== 'string') return [shown(a), shown(b)]
  let at = 0
  while (at < a.length && a[at] === b[at]) at += 1
  const from = at <= 24 ? 0 : at - 16
  const cut = (text: string) =>
    `${from > 0 ? '…' : ''}${shown(text.slice(from, from + 48))}${text.length > from + 48 ? '…' : ''}`
  return [cut(a), cut(b)]
}

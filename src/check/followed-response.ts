import type { Dialect } from '../wire/dialect.ts'
import { DialectWatch, isDoneMark, readSpelling } from './dialects.ts'
import { checkEnding } from './ending.ts'
import { isEvent, type StreamEvent } from './event.ts'
import type { Profile } from './finding.ts'
import { FollowedItems } from './followed-items.ts'
import { Items } from './items.ts'
import { isObject, type Json, shown } from './json.ts'
import { isTerminal, roleOf } from './known-events.ts'
import { added, itemLetter } from './letter.ts'
import type { Reporter } from './reporter.ts'
import { checkEventName } from './rules/event-name.ts'
import { checkFirst } from './rules/first-event.ts'
import { checkSnapshot, reportNoResponse } from './rules/lifecycle-snapshot.ts'
import { ResponseIdRule } from './rules/response-id.ts'
import { SequenceRule } from './rules/sequence.ts'
import { streamAcceptor } from './stream-acceptor.ts'
import { Track } from './track.ts'

export interface FollowedOptions {
  profile: Profile
  dialect?: Dialect | undefined
  allow: ReadonlySet<string>
}

/** One response, from its first event to its terminal one. */
export class FollowedResponse {
  /** How many events it has so far. */
  events = 0
  /** The status that its terminal event names; null as long as there is none. */
  status: string | null = null
  readonly #options: FollowedOptions
  readonly #report: Reporter
  readonly #dialects: DialectWatch
  readonly #ids = new ResponseIdRule()
  #track: Track
  #sequence: SequenceRule
  #items: Items
  #followed: FollowedItems
  #resumed = false
  #substituted = false
  /** Events are missing, as was told: the output may hold items that nobody heard of. */
  #lossy = false
  /** What comes after the end was told, or follows from what was told. */
  #toldLate = false
  /** The last event could not be read: it may have been the terminal one. */
  #unread = false

  constructor(report: Reporter, options: FollowedOptions) {
    this.#report = report
    this.#options = options
    this.#dialects = new DialectWatch(options.dialect)
    this.#sequence = new SequenceRule('first', report.observed)
    this.#items = new Items(options.profile, false)
    this.#followed = new FollowedItems(this.#items, report)
    const acceptor = streamAcceptor()
    this.#track = new Track(acceptor, [acceptor.start])
  }

  get id(): string | undefined {
    return this.#ids.id
  }

  get dialect(): Dialect {
    return this.#dialects.dialect
  }

  get ended(): boolean {
    return this.status !== null
  }

  /** How many items it has. */
  get items(): number {
    return this.#items.all.length
  }

  /** The next event; the reporter was told its place. */
  see(sent: unknown, name: string | undefined): void {
    if (this.#isEndMark(sent)) return
    if (this.events === 0) this.#begin(isEvent(sent) ? sent : null)
    this.events += 1
    if (!isEvent(sent)) this.#unreadable(sent)
    else if (this.#passes(sent)) this.#countIn(sent)
    else if (this.ended) this.#late(sent)
    else this.#read(sent, name)
  }

  /** The input is over, or another response begins: this one should have ended. */
  end(another = false): void {
    if (this.ended || this.#unread) return
    const what = another ? `comes before ${this.id ?? 'the response'} has ended` : 'ends without a terminal event'
    this.#report.violate('stream/terminal', what, this.#track.legal.filter(isTerminal))
  }

  #begin(first: StreamEvent | null): void {
    const beginning = checkFirst(first, this.#report)
    if (beginning === 'created') return
    const acceptor = streamAcceptor()
    this.#resumed = true
    const wrong = beginning === 'wrong'
    this.#track = new Track(
      acceptor,
      Array.from({ length: acceptor.size }, (_, state) => state),
      wrong ? ['response.created', 'response.queued', 'response.in_progress'] : [],
    )
    this.#substituted = wrong
    this.#lossy = wrong
    this.#sequence = new SequenceRule(wrong ? 'late' : 'anywhere', this.#report.observed)
    this.#items = new Items(this.#options.profile, true)
    this.#followed = new FollowedItems(this.#items, this.#report)
  }

  /** `[DONE]` after the end: Open Responses demands it, some servers send it. */
  #isEndMark(sent: unknown): boolean {
    if (!isDoneMark(sent) || !this.ended) return false
    if (this.#report.observed) {
      if (this.dialect !== 'open-responses') this.#report.tolerate('done-mark')
      return true
    }
    return this.#dialects.hear(['open-responses'])
  }

  /** What is not looked at: a keepalive, and types that were allowed. */
  #passes({ type }: StreamEvent): boolean {
    if (this.#options.allow.has(type)) return true
    if (type !== 'keepalive' || !this.#report.observed) return false
    this.#report.tolerate('keepalive')
    return true
  }

  #countIn(event: StreamEvent): void {
    if ('sequence_number' in event) this.#sequence.check(event, this.#report)
  }

  /** `stream/terminal`: nothing comes after the terminal event. One that is late was told when it was missed. */
  #late(sent: StreamEvent): void {
    const { event } = readSpelling(sent)
    const item = this.#items.find(event)
    if (this.#sequence.isLate(event)) return
    if (item?.explains(event) !== true && !this.#toldLate && !this.#track.owes(event.type)) {
      this.#report.violate('stream/terminal', 'comes after the terminal event')
      this.#toldLate = true
    }
  }

  #read(sent: StreamEvent, name: string | undefined): void {
    const { event, spoken } = readSpelling(sent)
    const role = roleOf(event.type)
    if (role === null || !(spoken === null || this.#dialects.hear(spoken))) {
      this.#unknown(event, role === null)
      if (role === null) return
    }
    this.#unread = false
    this.#number(event)
    checkEventName(name, sent.type, this.#report)
    const wrong = this.#track.take(role === 'item' ? itemLetter : event.type)
    if (this.#substituted) {
      // The first event stands for response.created, perhaps.
      const acceptor = streamAcceptor()
      this.#track.also(acceptor, acceptor.step(acceptor.start, 'response.created'))
      this.#substituted = false
    }
    if (wrong !== null && isTerminal(event.type)) this.#toldLate = true
    if (wrong !== null && role === 'item' && this.#items.find(event)?.explains(event) === true) this.#report.hush()
    else if (wrong !== null) {
      const expected = wrong.expected.map((letter) => (letter === itemLetter ? added : letter))
      const how = role === 'item' && wrong.how === 'again' ? 'out of place' : wrong.how
      this.#report.violate(
        'stream/order',
        how.replace(`before ${itemLetter}`, 'before any item'),
        expected,
        undefined,
        wrong.near,
      )
      this.#report.hush()
    }
    if (role === 'item') this.#followed.see(event)
    else if (role === 'lifecycle') this.#snapshot(event)
  }

  /** `stream/unknown-event`. What it stood for nobody knows; it may have been any event, or none. */
  #unknown(event: StreamEvent, lost: boolean): void {
    const what = lost ? 'is no event that OpenAI has' : `is not ${this.dialect}'s spelling`
    this.#report.violate('stream/unknown-event', what)
    this.#report.hush()
    if (!lost) return
    if ('sequence_number' in event) this.#sequence.check(event, this.#report)
    else this.#sequence.skip()
    const item = this.#items.find(event)
    if (isObject(event['response'])) {
      this.#unread = true
      this.#track.disturb()
    } else if (item !== undefined) item.disturb()
    else this.#disturb()
  }

  #unreadable(sent: unknown): void {
    if (this.ended) {
      if (!this.#toldLate) this.#report.violate('stream/terminal', 'comes after the terminal event')
      this.#toldLate = true
      return
    }
    this.#report.violate('stream/unknown-event', `${shown(sent)} is no event`)
    this.#sequence.skip()
    this.#disturb()
  }

  #disturb(): void {
    this.#unread = true
    this.#lossy = true
    this.#track.disturb()
    this.#items.lose()
    for (const item of this.#items.open) item.disturb()
  }

  /** After a gap in the numbers what is open may lack something: that was told with the gap. */
  #number(event: StreamEvent): void {
    const place = this.#sequence.check(event, this.#report)
    if (place === 'next' || place === 'unnumbered') return
    this.#report.hush()
    this.#lossy = true
    this.#items.lose()
    for (const item of this.#items.open) {
      item.excused = true
      item.loosen()
    }
  }

  #snapshot(event: StreamEvent): void {
    const { response } = event
    if (!isObject(response)) {
      reportNoResponse(this.#report)
      if (isTerminal(event.type)) this.status = event.type.slice('response.'.length)
      return
    }
    this.#ids.check(response, this.#report)
    if (isTerminal(event.type)) this.#terminal(event.type.slice('response.'.length), response)
    else checkSnapshot(response, this.#report)
  }

  #terminal(status: string, response: Json): void {
    const before = this.#report.told
    this.status = status
    const heard = this.#lossy ? 'lossy' : this.#resumed ? 'resumed' : 'whole'
    checkEnding(status, response, this.#items, heard, this.#report)
    // What comes after an end that came too early is no second mistake.
    if (this.#report.told > before || this.#report.silent) this.#toldLate = true
  }
}

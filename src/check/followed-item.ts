import { type Contents, contentsOf } from './contents/contents.ts'
import type { StreamEvent } from './event.ts'
import type { Profile } from './finding.ts'
import { ItemIdentity } from './item-identity.ts'
import { itemAcceptor, toleranceOfStep } from './item-acceptors.ts'
import { isObject, type Json } from './json.ts'
import { type Kind, kindOf, kindOfLetter } from './kinds.ts'
import { added, done, doneLetter, letterOf } from './letter.ts'
import type { Reporter } from './reporter.ts'
import {
  checkFinished,
  checkStatusAtAdded,
  checkStatusAtDone,
  finalStatus,
  isAddedCompleted,
} from './rules/item-status.ts'
import { Track } from './track.ts'

/** One output item, followed from its A, or in a resumed stream from the first that is heard of it, to its D. */
export class FollowedItem extends ItemIdentity {
  /** The item as its D had it. */
  done: Json | null = null
  /** Its D was wrong in itself: nobody else needs to agree with it. */
  suspect = false
  /** That it is still open was told, or follows from what was told. */
  excused = false
  readonly #profile: Profile
  #contents: Contents | null = null
  #track: Track | null = null
  /** The kind that a foreign event made of it. */
  #otherKind: Kind | null = null
  #whole = false
  #fresh = true
  /** Its first event came before its A. */
  #unexpected = false
  /** Its D came out of place. */
  #early = false
  /** This event goes by a wrong id: it may be none of the item's. */
  #strange = false
  #toldClosed = false
  #toldStatus = false

  constructor(outputIndex: number, profile: Profile) {
    super(outputIndex)
    this.#profile = profile
  }

  /** The item's A; that its id is new and its index the next has been looked at. */
  open(item: Json, unsureOfId: boolean, report: Reporter): void {
    this.begin(item, unsureOfId)
    const { kind } = this
    if (kind === null) return
    const acceptor = itemAcceptor(kind, this.#profile)
    this.#track = new Track(acceptor, [acceptor.step(acceptor.start, added)])
    this.#whole = isAddedCompleted(kind, item['status'], report)
    this.#contents = contentsOf(kind, this)
    const before = report.told
    checkStatusAtAdded(kind, item, report, this)
    this.#toldStatus = report.told > before
    if (kind === 'web_search_call' && item['action'] === undefined && report.observed) {
      report.tolerate('action-absent', this)
    }
    if (!this.#whole) this.#contents?.open(item, report)
  }

  /**
   * Its beginning was not heard: it may be anywhere, and no sum of it can be checked.
   *
   * @param expected the stream is resumed; else its A is missing, or comes yet
   */
  resume(event: StreamEvent, expected: boolean): void {
    const { item } = event
    this.kind = isObject(item) ? kindOf(item['type']) : kindOfLetter(letterOf(event))
    this.id = isObject(item) ? item['id'] : event['item_id']
    this.ids.begin(this.id, this.id === undefined)
    this.#fresh = false
    if (this.kind === null) return
    const acceptor = itemAcceptor(this.kind, this.#profile)
    this.#track = new Track(
      acceptor,
      Array.from({ length: acceptor.size }, (_, state) => state),
    )
    if (expected) return
    // A D in the place of the A: what it holds is nothing to go by.
    this.suspect = event.type === done
    this.#toldStatus = this.suspect
    this.#unexpected = true
    this.missed = true
  }

  /** What could be its next event. */
  get legal(): string[] {
    return this.#track?.legal ?? []
  }

  /** Whether an event could be its next. */
  allows(event: StreamEvent): boolean {
    return this.done === null && (this.#track?.allows(letterOf(event)) ?? false)
  }

  /** Whether an event that comes too late for the item does so for a reason that was told. */
  explains(event: StreamEvent): boolean {
    if (event.type === added) return this.missed && !this.begun
    const told = this.#early || this.suspect || this.#explained(event)
    return told || (this.done === null && this.excused) || (this.#track?.owes(letterOf(event)) ?? false)
  }

  /** Something stood here that can't be read, or is missing. */
  disturb(): void {
    if (this.done !== null) return
    this.#track?.disturb()
    this.excused = true
    this.loosen()
  }

  /** Deltas may be missing, or come in another order. */
  loosen(): void {
    this.#contents?.loosen()
  }

  /** One of its events after A; its index has been looked at. */
  see(event: StreamEvent, report: Reporter): void {
    const { item } = event
    const before = report.told
    if (event.type !== done) this.ids.check(event, report)
    this.#strange = report.told > before
    if (this.done !== null) {
      this.#closed(event, report)
      return
    }
    if (event.type === done && isObject(item)) this.#finish(event, item, report)
    else if (event.type === done) this.#finishBlindly(report)
    else {
      const misplaced = this.#step(letterOf(event), event, report)
      this.#contents?.see(event, misplaced || report.silent, report)
    }
    this.#fresh = false
  }

  /** The terminal event is response.completed. */
  checkFinished(report: Reporter): void {
    if (this.done === null || this.#toldStatus) return
    const before = report.told
    checkFinished(this.kind, this.done, report, this)
    if (report.told > before) this.suspect = true
  }

  /** What this item's status means for the response was told. */
  excuseStatus(): void {
    this.#toldStatus = true
    this.suspect = true
  }

  /** `item/closed`: nothing follows D. */
  #closed(event: StreamEvent, report: Reporter): void {
    const late = this.#toldClosed || this.explains(event)
    this.#toldClosed = true
    if (late) return
    report.violate('item/closed', 'comes after the output_item.done of its item', [], this)
    report.hush()
  }

  #finish(event: StreamEvent, item: Json, report: Reporter): void {
    const before = report.told
    const told = this.#toldStatus
    if (!told) checkStatusAtDone(this.kind, item, report, this)
    const unclear = report.told > before
    if (unclear) this.#toldStatus = true
    this.ids.checkDone(item, this.added, (type) => told || kindOf(type) === this.#otherKind, report)
    const wrong = report.told > before
    const said = doneLetter(finalStatus(item))
    const letter = unclear || ((wrong || told) && !this.#track?.allows(said)) ? this.#anyDone(item) : said
    // xAI adds a tool item whole, and says it again as done: nothing was streamed that it could differ from.
    const whole = this.#whole && this.#fresh
    if (!whole || letter !== doneLetter('completed')) this.#early = this.#step(letter, event, report)
    const between = report.told
    if (!whole) this.#contents?.close(item, report)
    this.suspect ||= wrong || report.told > between
    this.done = item
  }

  /** A D that says nothing of its item. */
  #finishBlindly(report: Reporter): void {
    report.violate('item/id', 'has no item', ['item'], this)
    this.excuseStatus()
    this.done = {}
  }

  /** `item/order`: whether the event was out of place. */
  #step(letter: string, event: StreamEvent, report: Reporter): boolean {
    const track = this.#track
    if (track === null) return false
    if (this.kind !== null && report.observed) {
      const tolerance = toleranceOfStep(this.kind, letter, track.state)
      if (tolerance !== null) report.tolerate(tolerance, this)
    }
    const wrong = track.take(letter, () => this.#foreign(letter))
    if (this.#unexpected && this.kind !== null) {
      const acceptor = itemAcceptor(this.kind, this.#profile)
      track.also(acceptor, acceptor.step(acceptor.start, added), [letter])
      this.#unexpected = false
    }
    if (wrong === null) return false
    if (this.#explained(event)) return true
    report.violate('item/order', wrong.how, wrong.expected, this, wrong.near)
    report.hush()
    // Another status would have been right: the one that it has is nothing to go by.
    if (event.type === done && wrong.expected.some((legal) => legal.startsWith(done))) this.excuseStatus()
    return true
  }

  /** Whether an event is out of place for a reason that was told. */
  #explained(event: StreamEvent): boolean {
    return this.#strange || this.#contents?.explains(event) === true || (this.#toldStatus && this.#otherKind !== null)
  }

  /** The letter of a D whose status is none: any that is legal. */
  #anyDone(item: Json): string {
    const legal = this.legal.find((letter) => letter.startsWith(done))
    return legal ?? doneLetter(finalStatus(item))
  }

  #foreign(letter: string) {
    const kind = kindOfLetter(letter)
    if (kind === null || kind === this.kind) return undefined
    this.#otherKind = kind
    this.#contents = null
    return itemAcceptor(kind, this.#profile)
  }
}

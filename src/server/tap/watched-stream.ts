import { createEventCheck, type EventCheck } from '../../check/event-check.ts'
import type { Profile, Violation } from '../../check/index.ts'
import { createStreamReader, type ReadEvent, type StreamReader } from '../../check/read-stream.ts'
import { Tally } from '../../check/tally.ts'
import { createDecoder, type Decoder } from './decoder.ts'
import type { Ending, Witness } from './proxy.ts'
import type { Spool } from './spool.ts'

export interface WatchOptions {
  profile: Profile
  allow: readonly string[]
}

/** What came of a stream. */
export interface Watched {
  tally: Tally
  ending: Ending
  /** The first thing that was wrong. */
  first: Violation | null
  /** Why it was not checked, or not to its end. */
  unchecked: string | null
  /** Where it is kept. */
  kept: string | null
}

/** One event stream, checked while it goes by. */
export class WatchedStream implements Witness {
  readonly #tally = new Tally()
  readonly #reader: StreamReader
  readonly #check: EventCheck
  readonly #decoder: Decoder | null
  readonly #spool: Spool | null
  readonly #onOver: (watched: Watched) => void
  #first: Violation | null = null
  #unchecked: string | null = null

  constructor(encoding: string, options: WatchOptions, spool: Spool | null, onOver: (watched: Watched) => void) {
    this.#reader = createStreamReader({ name: 'The stream', format: 'sse', limit: 16 * 1024 * 1024 })
    this.#check = createEventCheck({ ...options, onResponse: () => void (this.#tally.responses += 1) })
    this.#decoder = createDecoder(encoding, (bytes) => this.#take(bytes))
    this.#spool = spool
    this.#onOver = onOver
    if (this.#decoder === null) this.#unchecked = `content-encoding ${encoding.slice(0, 20)} is not known`
  }

  piece(bytes: Uint8Array): void {
    if (this.#unchecked === null && this.#decoder?.write(bytes) === false)
      this.#unchecked = 'it came too fast to unpack'
  }

  ended(how: Ending): void {
    void this.#end(how).then(this.#onOver)
  }

  #take(bytes: Uint8Array): void {
    this.#spool?.write(bytes)
    this.#guarded(() => this.#see(this.#reader.write(bytes)))
  }

  #see(events: readonly ReadEvent[]): void {
    for (const event of events) {
      this.#tally.events += 1
      this.#add(this.#check.push(event).findings)
    }
  }

  #add(findings: EventFindings): void {
    this.#tally.add(findings)
    if (this.#first === null && !this.#tally.ok) this.#first = findings.find((finding) => 'rule' in finding) ?? null
  }

  /** Whatever goes wrong here is the tap's own affair: the stream goes on. */
  #guarded(look: () => void): void {
    if (this.#unchecked !== null) return
    try {
      look()
    } catch (error) {
      this.#unchecked = error instanceof Error ? error.message : String(error)
    }
  }

  async #end(ending: Ending): Promise<Watched> {
    await this.#decoder?.end()
    this.#guarded(() => {
      // That a stream has no end is not its fault where its client went away.
      if (ending === 'left') return
      this.#see(this.#reader.end())
      this.#add(this.#check.end().findings)
    })
    const kept = await this.#settle()
    return { tally: this.#tally, ending, first: this.#first, unchecked: this.#unchecked, kept }
  }

  async #settle(): Promise<string | null> {
    if (this.#spool === null) return null
    if (this.#first !== null) return this.#spool.keep(this.#first.rule.replace('/', '-'))
    await this.#spool.drop()
    return null
  }
}

type EventFindings = ReturnType<EventCheck['push']>['findings']

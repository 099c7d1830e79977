import type { ObservedResponse, Observer } from '../observer.ts'
import { Inspected } from './inspected.ts'
import type { PageMode, ResponseSummary } from './messages.ts'

/** What an inspector is made of. */
export interface InspectorOptions {
  /** The page's HTML, telling it what to show; null where it is not there. */
  page: (mode: PageMode) => Promise<string | null>
  /** How many responses are remembered. 100 where absent. */
  keep?: number
  /** How much of what was said is remembered, in UTF-16 units, of all responses together. 64 Mi where absent. */
  budget?: number
}

/** Who looks at a server's list of responses. */
export interface Watcher {
  owner: string
  tell: (summary: ResponseSummary) => void
}

/** How often a watcher hears that a response has grown, in milliseconds. */
const tellEvery = 400

/**
 * Remembers what responses a server makes, and lets their owners look at them. What is said is kept only where
 * somebody looks: for nobody an event costs looking up its response, and counting.
 */
export class Inspector {
  readonly page: InspectorOptions['page']
  /** What tells it of everything; a server takes it along with its own. */
  readonly observer: Observer
  readonly #keep: number
  readonly #budget: number
  readonly #all = new Map<string, Inspected>()
  /**
   * Those that have ended, the first to end being the first to be forgotten. A look at all of them for each that begins
   * took longer the more of them ran.
   */
  readonly #ended = new Set<string>()
  readonly #watchers = new Set<Watcher>()
  readonly #grown = new Set<Inspected>()
  /** How much was kept since the budget was looked at. */
  #unchecked = 0
  #timer: ReturnType<typeof setInterval> | undefined

  constructor({ page, keep = 100, budget = 64 * 1024 * 1024 }: InspectorOptions) {
    this.page = page
    this.#keep = keep
    this.#budget = budget
    this.observer = {
      responseStarted: (response) => this.#begin(response),
      events: (id, count, text) => this.#said(id, count, text),
      upstreamAnswered: ({ responseId, error }) => {
        if (error === undefined) this.#change(responseId, (inspected) => inspected.start())
      },
      responseEnded: ({ responseId, status, duration }) => {
        this.#change(responseId, (inspected) => inspected.end(status, duration))
        this.#ended.add(responseId)
        this.#drop()
      },
    }
  }

  /** An owner's responses, the newest first. */
  list(owner: string): ResponseSummary[] {
    const own = [...this.#all.values()].filter((inspected) => inspected.owner === owner)
    return own.toReversed().map((inspected) => inspected.summary)
  }

  /** One of an owner's responses; another owner's is not there. */
  get(id: string, owner: string): Inspected | undefined {
    const inspected = this.#all.get(id)
    return inspected?.owner === owner ? inspected : undefined
  }

  /**
   * Tells a watcher of what happens from now on; while there is one, what its owner's responses say is kept.
   *
   * @returns ends it
   */
  watch(watcher: Watcher): () => void {
    this.#watchers.add(watcher)
    this.#timer ??= setInterval(() => this.#tellGrown(), tellEvery)
    return () => {
      this.#watchers.delete(watcher)
      if (this.#watchers.size > 0) return
      clearInterval(this.#timer)
      this.#timer = undefined
    }
  }

  #begin(response: ObservedResponse): void {
    const inspected = new Inspected(response)
    this.#all.set(response.responseId, inspected)
    this.#tell(inspected)
    this.#drop()
  }

  /** What runs is remembered until it has ended: there are no more of those than the server takes. */
  #drop(): void {
    for (const id of this.#ended) {
      if (this.#all.size <= this.#keep) return
      this.#ended.delete(id)
      this.#all.delete(id)
    }
  }

  #said(id: string, count: number, text: string): void {
    const inspected = this.#all.get(id)
    if (inspected === undefined) return
    const isKept = inspected.isKept || (this.#watchers.size > 0 && this.#isWatched(inspected.owner))
    if (!isKept) {
      inspected.count(count)
      return
    }
    inspected.say(count, text)
    this.#grown.add(inspected)
    this.#unchecked += text.length
    if (this.#unchecked > this.#budget / 64) this.#forget()
  }

  #isWatched(owner: string): boolean {
    for (const watcher of this.#watchers) if (watcher.owner === owner) return true
    return false
  }

  /** The oldest go first. */
  #forget(): void {
    this.#unchecked = 0
    let length = 0
    for (const inspected of [...this.#all.values()].toReversed()) {
      length += inspected.length
      if (length > this.#budget) inspected.forget()
    }
  }

  #change(id: string, change: (inspected: Inspected) => void): void {
    const inspected = this.#all.get(id)
    if (inspected === undefined) return
    change(inspected)
    this.#tell(inspected)
  }

  #tell(inspected: Inspected): void {
    this.#grown.delete(inspected)
    for (const { owner, tell } of this.#watchers) if (owner === inspected.owner) tell(inspected.summary)
  }

  #tellGrown(): void {
    for (const inspected of this.#grown) this.#tell(inspected)
  }
}

import { atTickEnd } from '../../ticks.ts'
import { StoreError } from '../error.ts'
import type { NewBatch } from '../record.ts'
import type { Database } from './database.ts'

/** What the runner of a response hears of its batch. */
interface Appended {
  isCancelRequested: boolean
}

interface Waiting {
  id: string
  batch: NewBatch
  settled: PromiseWithResolvers<Appended>
}

/** Milliseconds between two transactions, so that they are few where many responses run. One alone never waits. */
const gap = 5

/**
 * Writes the batches that all responses append in one tick, or in a few milliseconds, as one transaction. Events wait
 * for theirs before they are sent, so that each token of each stream is a batch: alone it costs 42 µs, among many 20.
 */
export class Appends {
  readonly #database: Database
  readonly #append: (id: string, batch: NewBatch) => Appended
  #waiting: Waiting[] = []
  /** When the next transaction may be. */
  #next = 0

  /** @param append writes a batch, within a transaction; where it refuses one, it has changed nothing */
  constructor(database: Database, append: (id: string, batch: NewBatch) => Appended) {
    this.#database = database
    this.#append = append
  }

  /** @throws StoreError */
  add(id: string, batch: NewBatch): Promise<Appended> {
    const settled = Promise.withResolvers<Appended>()
    this.#waiting.push({ id, batch, settled })
    if (this.#waiting.length === 1) this.#schedule()
    return settled.promise
  }

  #schedule(): void {
    const wait = this.#next - performance.now()
    if (wait > 0) setTimeout(() => this.flush(), wait)
    else atTickEnd(() => this.flush())
  }

  /** Writes what waits: now, or in its turn where the file is locked. What is written later comes behind it. */
  flush(): void {
    const waiting = this.#waiting
    if (waiting.length === 0) return
    this.#waiting = []
    const since = performance.now()
    void this.#writeAll(waiting)
    // Where writing takes its time, as long again is left for other things; what comes meanwhile is written at once.
    const now = performance.now()
    this.#next = waiting.length === 1 ? 0 : now + Math.max(gap, now - since)
  }

  async #writeAll(waiting: readonly Waiting[]): Promise<void> {
    try {
      // Nobody hears of a batch before all of them are written.
      for (const settle of await this.#database.write(() => waiting.map((each) => this.#write(each)))) settle()
    } catch (error) {
      for (const { settled } of waiting) settled.reject(error)
    }
  }

  #write({ id, batch, settled }: Waiting): () => void {
    try {
      const appended = this.#append(id, batch)
      return () => settled.resolve(appended)
    } catch (error) {
      // A batch that is refused is no other response's failure; a file that can't be written is everybody's.
      if (!(error instanceof StoreError) || !refusals.has(error.code)) throw error
      return () => settled.reject(error)
    }
  }
}

const refusals: ReadonlySet<string> = new Set(['store/unknown', 'store/ended', 'store/out-of-order'])

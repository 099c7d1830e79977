import type { StreamedBody, WriteText } from '../http.ts'
import type { Settings } from '../options.ts'
import { Reader } from './reader.ts'

/** How a body is read. */
export interface ReaderBodyOptions {
  /** The first event that is wanted, by `sequence_number`. */
  from: number
  /** Serves the reader. What it rejects with breaks the body off. */
  begin: (reader: Reader) => Promise<void> | null
  /** The client was gone before anything was written. */
  onUnread?: () => void
}

/** A body that one reader takes. */
export class ReaderBody implements StreamedBody {
  readonly #settings: Settings
  #options: ReaderBodyOptions | null
  #reader: Reader | null = null
  #isCancelled = false

  constructor(settings: Settings, options: ReaderBodyOptions) {
    this.#settings = settings
    this.#options = options
  }

  pipe(write: WriteText): Promise<void> {
    const { readerLimit: limit, drainTimeout } = this.#settings
    const { from, begin } = this.#options ?? { from: 0, begin: () => null }
    // Whatever the stream was begun with need not be kept for as long as it lasts.
    this.#options = null
    const reader = new Reader(write, { from, limit, drainTimeout })
    this.#reader = reader
    if (this.#isCancelled) reader.leave()
    else begin(reader)?.catch((error: unknown) => reader.leave('unstored', error))
    return reader.over
  }

  cancel(): void {
    if (this.#isCancelled) return
    this.#isCancelled = true
    if (this.#reader === null) this.#options?.onUnread?.()
    else this.#reader.leave()
  }
}

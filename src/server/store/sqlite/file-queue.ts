import { nextTick } from '../../ticks.ts'
import { FileLocked } from './locked.ts'

/** Something that waits for the file. */
interface Turn {
  /** On the clock of `performance.now`. */
  giveUp: number
  /** Does it, and tells who waits for it. @throws FileLocked */
  take: () => void
  reject: (error: unknown) => void
}

/** Milliseconds between two looks at a locked file, at first and in the end. */
const [shortest, longest] = [10, 250]

/**
 * Does one thing after the other to a file that another process may lock: a backup, a shell, a second server. What
 * finds it locked waits, and all that comes later behind it, while the process does other things: the driver's own
 * waiting would stop every stream of this server. Only the first in the row looks at the file, so that a thousand that
 * wait cost no more than one.
 */
export class FileQueue {
  /** Milliseconds for which one waits at the most. */
  patience: number
  readonly #waiting: Turn[] = []

  constructor(patience: number) {
    this.patience = patience
  }

  /**
   * Does something at once, before this returns, where nothing waits and the file is free; else in its turn. After its
   * patience it is not done any more.
   *
   * @param step leaves nothing behind where it throws, as it is done again then
   * @throws what `step` throws; FileLocked after its patience only
   */
  async take<Result>(step: () => Result): Promise<Result> {
    if (this.#waiting.length === 0) {
      try {
        return step()
      } catch (error) {
        if (!(error instanceof FileLocked)) throw error
      }
    }
    const { promise, resolve, reject } = Promise.withResolvers<Result>()
    this.#waiting.push({ giveUp: performance.now() + this.patience, take: () => resolve(step()), reject })
    if (this.#waiting.length === 1) void this.#work()
    return promise
  }

  async #work(): Promise<void> {
    let pause = shortest
    for (let turn = this.#waiting[0]; turn !== undefined; turn = this.#waiting[0]) {
      await sleep(Math.min(pause, Math.max(0, turn.giveUp - performance.now())))
      const locked = attempt(turn)
      if (locked === null) {
        this.#waiting.shift()
        // Where many have waited, the network has its turn between them.
        pause = 0
      } else {
        this.#giveUp(locked)
        pause = Math.min(Math.max(2 * pause, shortest), longest)
      }
    }
  }

  /** Ends what has waited for long enough: the oldest are the first. */
  #giveUp(error: FileLocked): void {
    const now = performance.now()
    const staying = this.#waiting.findIndex(({ giveUp }) => giveUp > now)
    const over = this.#waiting.splice(0, staying === -1 ? this.#waiting.length : staying)
    for (const { reject } of over) reject(error)
  }
}

/** Null where it was done, or has failed for good; else why it has to be done again. */
function attempt({ take, reject }: Turn): FileLocked | null {
  try {
    take()
  } catch (error) {
    if (error instanceof FileLocked) return error
    reject(error)
  }
  return null
}

function sleep(milliseconds: number): Promise<void> {
  return milliseconds === 0 ? nextTick() : new Promise((resolve) => setTimeout(resolve, milliseconds))
}

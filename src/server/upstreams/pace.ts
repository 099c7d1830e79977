import { nextTick } from '../ticks.ts'
import { sleep } from './http/open-stream.ts'

/** How many values are given until others have their turn: a cancel, another stream, the network. */
const turn = 64

/**
 * Gives values at a set pace: as many a second, on average, however long a reader takes for each.
 *
 * @param perSecond 0 for as fast as they are read
 * @throws the signal's reason once that is aborted
 */
export async function* paced<Value>(
  values: Iterable<Value>,
  perSecond: number,
  signal: AbortSignal,
): AsyncGenerator<Value> {
  const begin = performance.now()
  let given = 0
  for (const value of values) {
    signal.throwIfAborted()
    if (perSecond > 0) {
      const wait = begin + (given * 1000) / perSecond - performance.now()
      if (wait > 0) await sleep(wait, signal)
    }
    if (given % turn === turn - 1) await nextTick()
    given += 1
    yield value
  }
}

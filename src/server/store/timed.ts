import { inTime } from '../in-time.ts'
import { StoreError } from './error.ts'
import type { Store } from './store.ts'

/**
 * A store that answers in time, or with an error: one that hangs would hold requests, responses and their clients for
 * ever. `recover`, `sweep` and `close` take as long as they take; nobody's request waits for them.
 *
 * @param limit milliseconds
 */
export function timed(store: Store, limit: number): Store {
  const late = () => {
    return new StoreError('store/timeout', `The store gave no answer for ${limit / 1000} s; see whether it hangs.`)
  }
  const within = <Result>(answer: Promise<Result>) => inTime(answer, limit, late)
  store.waitAtMost?.(limit)
  return {
    isDurable: store.isDurable,
    create: (...args) => within(store.create(...args)),
    start: (...args) => within(store.start(...args)),
    append: (...args) => within(store.append(...args)),
    end: (...args) => within(store.end(...args)),
    get: (...args) => within(store.get(...args)),
    frames: (...args) => within(store.frames(...args)),
    delete: (...args) => within(store.delete(...args)),
    requestCancel: (...args) => within(store.requestCancel(...args)),
    isCancelRequested: (...args) => within(store.isCancelRequested(...args)),
    inputItems: (...args) => within(store.inputItems(...args)),
    chain: (...args) => within(store.chain(...args)),
    itemsById: (...args) => within(store.itemsById(...args)),
    markCall: (...args) => within(store.markCall(...args)),
    callsOf: (...args) => within(store.callsOf(...args)),
    claimApproval: (...args) => within(store.claimApproval(...args)),
    recover: (...args) => store.recover(...args),
    sweep: (...args) => store.sweep(...args),
    close: () => store.close(),
  }
}

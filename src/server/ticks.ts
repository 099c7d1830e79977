/** Runs something at the end of a tick: all chunks of one network read end up in one write. Workers have microtasks only. */
export const atTickEnd: (run: () => void) => void = typeof setImmediate === 'function' ? setImmediate : queueMicrotask

/** Lets the network have its turn: an upstream in memory may never wait for anything. */
export function nextTick(): Promise<void> {
  return new Promise((resolve) => {
    if (typeof setImmediate === 'function') setImmediate(resolve)
    else setTimeout(resolve)
  })
}

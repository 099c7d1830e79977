import { readFileSync } from 'node:fs'

/** What a measured process tells of itself. */
export interface Sample {
  /** User and system time so far, in microseconds; of all its threads. */
  cpu: number
  /** How long its main thread has been ready to run while somebody else had the core, in microseconds. */
  waited: number
  /** Bytes, after a collection; as V8 makes it when memory is short, where the sample is `compacted`. */
  rss: number
  heap: number
}

/** Serves samples to the parent process, and says where the process listens. */
export function tellParent(port: number): void {
  process.on('message', (kind) => {
    if (kind === 'compacted') void globalThis.gc?.({ type: 'major', execution: 'sync', flavor: 'last-resort' })
    else globalThis.gc?.()
    const { user, system } = process.cpuUsage()
    const { rss, heapUsed } = process.memoryUsage()
    const [, waited = 0] = readFileSync('/proc/self/schedstat', 'utf8').split(' ').map(Number)
    process.send?.({ cpu: user + system, waited: waited / 1000, rss, heap: heapUsed } satisfies Sample)
  })
  process.on('disconnect', () => process.exit())
  process.send?.({ port })
}

/** What a measured process tells of itself. */
export interface Sample {
  /** User and system time so far, in microseconds; of all its threads. */
  cpu: number
  /** Bytes, after a collection. */
  rss: number
  heap: number
}

/** Serves samples to the parent process, and says where the process listens. */
export function tellParent(port: number): void {
  process.on('message', () => {
    globalThis.gc?.()
    const { user, system } = process.cpuUsage()
    const { rss, heapUsed } = process.memoryUsage()
    process.send?.({ cpu: user + system, rss, heap: heapUsed } satisfies Sample)
  })
  process.on('disconnect', () => process.exit())
  process.send?.({ port })
}

import { setTimeout as sleep } from 'node:timers/promises'
import { stream, streams, type Target } from './client.ts'
import type { Spawned } from './spawned.ts'

/** What throughput cost. */
export interface Throughput {
  /** Microseconds of the process' time for each event. */
  cpuPerEvent: number
  /** Events a second by the clock, the other core being shared by upstream and client. */
  perSecond: number
  events: number
}

/** Streams of many chunks: so many at once, some rounds of them; the first round doesn't count. */
export async function throughput(
  process: Spawned,
  target: Target,
  { model, atOnce, rounds }: { model: string; atOnce: number; rounds: number },
): Promise<Throughput> {
  await streams(target, model, atOnce, atOnce)
  const [before, since] = [await process.sample(), performance.now()]
  const events = await streams(target, model, atOnce * rounds, atOnce)
  const seconds = (performance.now() - since) / 1000
  const { cpu } = await process.sample()
  return { cpuPerEvent: (cpu - before.cpu) / events, perSecond: events / seconds, events }
}

/** Milliseconds from an event's writing in the upstream to its reading in the client. */
export interface Paced {
  p50: number
  p99: number
  /** Microseconds of the process' time for each event: with one event a packet, most of them are the kernel's. */
  cpuPerEvent: number
  /** Of each second, the milliseconds that the process had to wait for its core: more than a few, and others' work was measured. */
  waited: number
}

/** The times that stand in deltas; the last events, which say everything once more, are passed over. */
export function* timesIn(bytes: Buffer, said: string): Generator<number> {
  for (let at = bytes.indexOf(said); at !== -1; at = bytes.indexOf(said, at)) {
    at += said.length
    let time = 0
    for (let digit = bytes[at] ?? 0; digit >= 0x30 && digit <= 0x39; digit = bytes[++at] ?? 0)
      time = time * 10 + digit - 0x30
    // A piece may end in the middle of it.
    if (at < bytes.length) yield time
  }
}

/** Many streams at a model's pace. */
export async function paced(
  measured: Spawned,
  target: Target,
  { count, rate, seconds }: { count: number; rate: number; seconds: number },
): Promise<Paced> {
  const all: number[] = []
  const warm = performance.now() + 1000
  const onBytes = (bytes: Buffer) => {
    const now = Number(process.hrtime.bigint() / 1000n)
    if (performance.now() < warm) return
    for (const at of timesIn(bytes, target.said)) all.push((now - at) / 1000)
  }
  const before = await measured.sample()
  const model = `paced-${rate}-${rate * seconds}`
  await Promise.all(Array.from({ length: count }, () => stream(target, model, { onBytes })))
  const after = await measured.sample()
  const cpuPerEvent = (after.cpu - before.cpu) / (count * rate * seconds)
  const waited = (after.waited - before.waited) / 1000 / seconds
  const sorted = Float64Array.from(all).toSorted()
  const at = (share: number) => sorted[Math.floor((sorted.length - 1) * share)] ?? 0
  return { p50: at(0.5), p99: at(0.99), cpuPerEvent, waited }
}

/**
 * Bytes of resident memory and of heap that one more open stream takes, once garbage is collected: between some streams
 * and many. What a heap grows by under the first load, however few they are, is no stream's.
 */
export async function memoryPerStream(
  process: Spawned,
  target: Target,
  { some, many, kind }: { some: number; many: number; kind: 'sample' | 'compacted' },
): Promise<{ rss: number; heap: number }> {
  const leaving = new AbortController()
  const opened = async (count: number) => {
    for (let open = 0; open < count; open += 100)
      await Promise.all(Array.from({ length: 100 }, () => said(target, leaving.signal)))
    // Each says a few things more: what only the beginning takes is given back.
    await sleep(3000)
    return process.sample(kind)
  }
  const before = await opened(some)
  const during = await opened(many - some)
  leaving.abort()
  const count = many - some
  return { rss: (during.rss - before.rss) / count, heap: (during.heap - before.heap) / count }
}

/** Opens a stream that says something each second. Resolves with its first bytes: waiting for a time would count the streams that a busy machine has not opened yet as free. */
function said(target: Target, signal: AbortSignal): Promise<void> {
  return new Promise((resolve, reject) => {
    stream(target, 'paced-1-600', { onBytes: () => resolve(), signal }).catch(reject)
  })
}

/** Resident megabytes after each tenth of many short requests. */
export async function memoryOverTime(process: Spawned, target: Target, requests: number): Promise<number[]> {
  const steps: number[] = []
  for (let step = 0; step < 10; step += 1) {
    await streams(target, 'burst-10', requests / 10, 16)
    steps.push((await process.sample()).rss / 1024 / 1024)
  }
  return steps
}

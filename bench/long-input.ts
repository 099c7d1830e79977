import { spawnSync } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import { respond } from '../src/runtime/respond.ts'

/** What one conversion took. */
interface Cost {
  tokens: number
  milliseconds: number
  /** The most that the heap held above what it held before. */
  kibibytes: number
  events: number
}

const small = 50_000
const large = 200_000
const sampleEvery = 10_000

/** A turn of about this many tokens: half of it thought, a quarter arguments, a quarter the answer. */
export function* completion(tokens: number): Generator<{ id: number; text: string }> {
  yield* marked([200005], 'analysis', 200008)
  yield* words(tokens / 2)
  yield* marked([200007, 200006], 'assistant', 200005)
  yield* marked([], 'commentary to=functions.f', 200008)
  yield* words(tokens / 4)
  yield* marked([200012, 200006], 'assistant', 200005)
  yield* marked([], 'final', 200008)
  yield* words(tokens / 4)
  yield { id: 200002, text: '' }
}

function* marked(before: readonly number[], text: string, after: number) {
  for (const id of before) yield { id, text: '' }
  yield { id: 1, text }
  yield { id: after, text: '' }
}

function* words(count: number) {
  for (let n = 0; n < count; n += 1) yield { id: 1000 + (n % 50), text: ` word${n % 50}` }
}

/** Converts a completion to server-sent bytes, one token a chunk, and forgets what it has read. */
async function convert(tokens: number): Promise<Cost> {
  globalThis.gc?.()
  const before = process.memoryUsage().heapUsed
  const began = performance.now()
  let most = before
  let events = 0
  let batches = 0
  for await (const frames of respond(each(completion(tokens)), { from: 'harmony-tokens' }).frames()) {
    events += frames.split('\nevent: ').length
    batches += 1
    if (batches % sampleEvery !== 0) continue
    // Only what can't be collected counts: what the response itself holds on to.
    globalThis.gc?.()
    most = Math.max(most, process.memoryUsage().heapUsed)
  }
  const milliseconds = performance.now() - began
  return { tokens, milliseconds, kibibytes: (most - before) / 1024, events }
}

async function* each<Value>(values: Iterable<Value>): AsyncGenerator<Value> {
  yield* values
}

/** Each size in a process of its own: the second would find the first one's garbage and warm code. */
function measure(tokens: number): Cost {
  const { stdout, stderr } = spawnSync(
    process.execPath,
    ['--expose-gc', fileURLToPath(import.meta.url), String(tokens)],
    { encoding: 'utf8' },
  )
  if (stdout === '') throw new Error(stderr)
  return JSON.parse(stdout)
}

function report(): void {
  const costs = [measure(small), measure(large)]
  for (const { tokens, milliseconds, kibibytes, events } of costs) {
    const each = ((milliseconds * 1000) / tokens).toFixed(2)
    const line = [
      `${String(tokens).padStart(7)} tokens`,
      `${String(events).padStart(7)} events`,
      `${milliseconds.toFixed(0).padStart(6)} ms`,
      `${each} µs a token`,
      `${kibibytes.toFixed(0).padStart(6)} KiB held`,
    ]
    process.stdout.write(`${line.join('  ')}\n`)
  }
  const [first, second] = costs
  if (first === undefined || second === undefined) return
  const time = second.milliseconds / first.milliseconds
  const memory = second.kibibytes / first.kibibytes
  const times = large / small
  process.stdout.write(`${times} × the tokens: ${time.toFixed(1)} × the time, ${memory.toFixed(1)} × the memory\n`)
}

const asked = process.argv[2]
if (process.argv[1] === fileURLToPath(import.meta.url)) {
  if (asked === undefined) report()
  else process.stdout.write(JSON.stringify(await convert(Number(asked))))
}

import { type ChildProcess, execFileSync, spawn } from 'node:child_process'
import { once } from 'node:events'
import { fileURLToPath } from 'node:url'
import type { Sample } from './worker.ts'

/** A process on a core of its own. */
export interface Spawned extends Disposable {
  url: string
  sample(kind?: 'sample' | 'compacted'): Promise<Sample>
}

/** What a file of this folder is started with. */
export interface SpawnOptions {
  args?: readonly string[]
  /** For Node. */
  flags?: readonly string[]
}

/** Starts a file of this folder on one core. */
export async function spawned(
  file: string,
  core: number,
  { args = [], flags: more = [] }: SpawnOptions = {},
): Promise<Spawned> {
  const path = fileURLToPath(new URL(file, import.meta.url))
  const flags = ['--expose-gc', ...more, ...(process.env.BENCH_NODE_FLAGS?.split(' ') ?? [])]
  const child = spawn('taskset', ['-c', String(core), process.execPath, ...flags, path, ...args], {
    stdio: ['ignore', 'inherit', 'inherit', 'ipc'],
  })
  child.on('exit', (code) => {
    if (code !== 0 && code !== null) throw new Error('A process of the benchmark ended before its time.')
  })
  const { port } = await told<{ port: number }>(child)
  return {
    url: `http://127.0.0.1:${port}`,
    sample(kind = 'sample') {
      const answer = told<Sample>(child)
      child.send(kind)
      return answer
    },
    // It ends by itself, so that a profile (`BENCH_NODE_FLAGS=--cpu-prof`) is written.
    [Symbol.dispose]: () => child.disconnect(),
  }
}

/** Puts this process, threads and all, on a core. Again where a thread ended just then, which `taskset` takes for a failure. */
export function pin(core: number, tries = 5): void {
  try {
    execFileSync('taskset', ['-acp', String(core), String(process.pid)], { stdio: 'pipe' })
  } catch (error) {
    if (tries === 1) throw error
    pin(core, tries - 1)
  }
}

async function told<T>(child: ChildProcess): Promise<T> {
  const [message] = await once(child, 'message')
  return message
}

import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { join } from 'node:path'

/** A file that another process holds. */
export interface Lock extends AsyncDisposable {
  /** Resolves when it is free. */
  free: () => Promise<void>
}

/** Has another process hold a file; resolves when it does. `await using` ends it. */
export async function lock(path: string): Promise<Lock> {
  const args = ['--no-warnings', join(import.meta.dirname, 'locker.ts'), path]
  const child = spawn(process.execPath, args, { stdio: ['pipe', 'pipe', 'inherit'] })
  const exited = once(child, 'exit')
  const first = await Promise.race([once(child.stdout, 'data').then(String), exited.then(() => 'its end')])
  if (first !== 'locked\n') throw new Error(`The file was not locked: ${first}`)
  const free = async () => {
    child.stdin.end()
    await exited
  }
  return {
    free,
    async [Symbol.asyncDispose]() {
      child.kill('SIGKILL')
      await exited
    },
  }
}

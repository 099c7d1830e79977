import { type ChildProcess, spawn } from 'node:child_process'
import { fileURLToPath } from 'node:url'

const main = fileURLToPath(new URL('../../src/cli/main.ts', import.meta.url))

/** `counterpoint serve` in a process of its own. */
export interface Served extends AsyncDisposable {
  child: ChildProcess
  /** `http://127.0.0.1:PORT/v1` */
  url: string
  /** What it has printed. */
  stdout: string
  stderr: string
  /** Its exit code, or the signal that ended it. */
  exited: Promise<number | NodeJS.Signals | null>
}

/** Starts it on a free port; resolves when it listens. */
export async function serve(...args: readonly string[]): Promise<Served> {
  const child = spawn(process.execPath, [main, 'serve', '--port', '0', ...args], { stdio: ['ignore', 'pipe', 'pipe'] })
  const { promise: listening, resolve, reject } = Promise.withResolvers<string>()
  const exited = new Promise<number | NodeJS.Signals | null>((exit) => {
    child.on('exit', (code, signal) => {
      exit(code ?? signal)
      reject(new Error(`It ended before it listened: ${served.stderr}`))
    })
  })
  const served: Served = {
    child,
    url: '',
    stdout: '',
    stderr: '',
    exited,
    async [Symbol.asyncDispose]() {
      child.kill('SIGKILL')
      await exited
    },
  }
  child.stderr.setEncoding('utf8').on('data', (text: string) => (served.stderr += text))
  child.stdout.setEncoding('utf8').on('data', (text: string) => {
    served.stdout += text
    const url = /listens on (\S+)[^]*curl.*\n/.exec(served.stdout)?.[1]
    if (url !== undefined) resolve(`${url}/v1`)
  })
  served.url = await listening
  return served
}

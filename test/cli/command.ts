import { spawn } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import { readFrames } from '../../src/wire/read-frames.ts'

/** What a finished command left. */
export interface Finished {
  code: number | null
  stdout: string
  stderr: string
}

const main = fileURLToPath(new URL('../../src/cli/main.ts', import.meta.url))

/** Runs the real command line in a process of its own. */
export async function counterpoint(args: readonly string[], input: string | Uint8Array = ''): Promise<Finished> {
  const child = spawn(process.execPath, [main, ...args])
  const finished: Finished = { code: null, stdout: '', stderr: '' }
  child.stdout.setEncoding('utf8').on('data', (text: string) => (finished.stdout += text))
  child.stderr.setEncoding('utf8').on('data', (text: string) => (finished.stderr += text))
  // A command that ends without reading its input breaks this pipe.
  child.stdin.on('error', () => undefined)
  child.stdin.end(input)
  const { promise, resolve, reject } = Promise.withResolvers<number | null>()
  child.on('error', reject).on('close', resolve)
  finished.code = await promise
  return finished
}

/** An event as it stands in a frame. */
export interface FrameEvent {
  type: string
  [field: string]: unknown
}

/** The events of a converted stream, with the names of their frames; `[DONE]` as that string. */
export async function eventsOf(
  stdout: string,
): Promise<{ events: (FrameEvent | string)[]; names: (string | undefined)[] }> {
  const frames = await Array.fromAsync(readFrames(once(stdout)))
  return { events: frames.map(({ data }) => read(data)), names: frames.map(({ event }) => event) }
}

function read(data: string): FrameEvent | string {
  return data === '[DONE]' ? data : JSON.parse(data)
}

async function* once(text: string): AsyncGenerator<string> {
  yield text
}

import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { createServer, type IncomingMessage, request, type RequestListener, type Server } from 'node:http'
import { fileURLToPath } from 'node:url'

const main = fileURLToPath(new URL('../../src/cli/main.ts', import.meta.url))

/** A running `counterpoint tap`. */
export interface Tapping {
  port: number
  pid: number
  /** Everything it has said so far. */
  said(): string
  /** Waits until it has said something. */
  says(what: RegExp): Promise<string>
  signal(signal: NodeJS.Signals): void
  /** Ends it; gives its exit code, and what it said in all. */
  stop(): Promise<{ code: number | null; stdout: string; stderr: string }>
}

/** Garbage is looked for early: what stays is what is held. */
const small = ['--max-semi-space-size=2', '--max-old-space-size=200']

/** Starts the real command in front of a server. */
export async function tapping(upstream: string, ...args: string[]): Promise<Tapping> {
  const child: ChildProcess = spawn(process.execPath, [
    ...small,
    main,
    'tap',
    '--upstream',
    upstream,
    '--port',
    '0',
    ...args,
  ])
  const closed = once(child, 'close')
  let stdout = ''
  let stderr = ''
  child.stdout?.setEncoding('utf8').on('data', (text: string) => (stdout += text))
  child.stderr?.setEncoding('utf8').on('data', (text: string) => (stderr += text))
  const says = async (what: RegExp) => {
    for (let tries = 0; !what.test(stdout); tries += 1) {
      if (tries > 2000 || child.exitCode !== null) throw new Error(`The tap never said ${what}: ${stdout}${stderr}`)
      await new Promise((resolve) => setTimeout(resolve, 10))
    }
    return stdout
  }
  const [, port] = /listens on http:\/\/127.0.0.1:(\d+) /.exec(await says(/listens on .*\n/)) ?? []
  return {
    port: Number(port),
    pid: child.pid ?? 0,
    said: () => stdout,
    says,
    signal: (signal) => void child.kill(signal),
    async stop() {
      child.kill('SIGINT')
      await closed
      return { code: child.exitCode, stdout, stderr }
    },
  }
}

/** A server for the length of a test. */
export async function serving(listener: RequestListener): Promise<{ server: Server; port: number }> {
  const server = createServer(listener)
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  const address = server.address()
  return { server, port: typeof address === 'object' && address !== null ? address.port : 0 }
}

export interface Asked {
  method?: string
  path?: string
  headers?: Record<string, string | string[]>
  body?: string | Uint8Array
}

/** Begins a request on a connection of its own. */
export function begin(port: number, { method = 'POST', path = '/v1/responses', headers = {}, body }: Asked = {}) {
  const sent = request({ host: '127.0.0.1', port, method, path, headers, agent: false })
  sent.end(body)
  return sent
}

/** An answer as it came: what there is to compare. */
export async function ask(port: number, asked: Asked = {}) {
  const sent = begin(port, asked)
  const [answer] = (await once(sent, 'response')) as [IncomingMessage]
  const pieces: Uint8Array[] = []
  let broken = false
  try {
    for await (const piece of answer) pieces.push(piece)
  } catch {
    broken = true
  }
  const { statusCode, statusMessage, rawHeaders, rawTrailers } = answer
  const headers = pairs(rawHeaders).filter(([name]) => !/^(date|connection|keep-alive|transfer-encoding)$/i.test(name))
  return { statusCode, statusMessage, headers, trailers: pairs(rawTrailers), body: Buffer.concat(pieces), broken }
}

function pairs(raw: readonly string[]): [string, string][] {
  return raw.flatMap((name, at) => (at % 2 === 0 ? [[name, raw[at + 1] ?? ''] satisfies [string, string]] : []))
}

import { once } from 'node:events'
import { mkdir } from 'node:fs/promises'
import { Command, InvalidArgumentError, Option } from 'commander'
import type { Profile } from '../check/index.ts'
import { createTap, type Tap } from '../server/tap/tap.ts'
import { CounterpointError } from '../wire/error.ts'
import { visible } from './check/visible.ts'
import { complain } from './complain.ts'

interface TapOptions {
  upstream: string
  port: number
  host: string
  profile: Profile
  allow: string[]
  keep?: string
  every?: number
}

/** Milliseconds that running streams have to finish once the process is asked to stop. */
const grace = 10_000

/** `counterpoint tap`: stands in front of somebody's server and checks what goes by, until a signal ends it. */
export function tapCommand(): Command {
  const profile = new Option('--profile <profile>', 'observed allows what real servers do besides; strict does not')
  return new Command('tap')
    .description('Pass everything on to a server, byte for byte, and check the event streams that it answers with.')
    .requiredOption('--upstream <url>', 'the server to stand in front of')
    .option('--port <port>', 'the port to listen on; 0 for a free one', readPort, 8089)
    .option('--host <host>', 'the address to listen on', '127.0.0.1')
    .addOption(profile.choices(['strict', 'observed']).default('observed'))
    .option('--allow <type>', 'an event type to let pass, newer than this package; repeatable', gather, [])
    .option('--keep <dir>', 'keep offending streams there, as .sse files')
    .option('--every <minutes>', 'say the summary every so often, and not only at the end and on SIGUSR1', readMinutes)
    .action(tap)
}

async function tap(options: TapOptions): Promise<void> {
  const { upstream, profile, allow } = options
  const keep = options.keep === undefined ? null : await folder(options.keep)
  const running = createTap({ upstream, profile, allow, keep, onLine: say })
  // A log whose reader has gone is no reason to stop passing on.
  process.stdout.on('error', () => undefined)
  await listen(running, options)
  const sum = () => void process.stdout.write(running.summary())
  process.on('SIGUSR1', sum)
  const timer = options.every === undefined ? undefined : setInterval(sum, options.every * 60_000)
  await untilStopped(running)
  clearInterval(timer)
  process.off('SIGUSR1', sum)
  sum()
}

/** The lines hold what streams say. */
function say(line: string): void {
  process.stdout.write(`${visible(line)}\n`)
}

async function listen({ server }: Tap, { host, port, upstream }: TapOptions): Promise<void> {
  server.listen(port, host)
  try {
    await once(server, 'listening')
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? String(error.code) : String(error)
    const why = code === 'EADDRINUSE' ? 'the port is in use' : code
    throw new CounterpointError('tap/listen', `${host}:${port} can't be listened on: ${why}; give another --port.`)
  }
  const address = server.address()
  const actual = typeof address === 'object' && address !== null ? address.port : port
  const name = host.includes(':') ? `[${host}]` : host
  process.stdout.write(`Counterpoint listens on http://${name}:${actual} and passes on to ${visible(upstream)}.\n`)
}

/** The first signal lets running streams finish; the second one ends the process at once. */
async function untilStopped({ server, settled }: Tap): Promise<void> {
  const { promise: asked, resolve } = Promise.withResolvers<void>()
  let isAsked = false
  const stop = (signal: NodeJS.Signals) => {
    if (isAsked) process.exit(signal === 'SIGINT' ? 130 : 143)
    isAsked = true
    resolve()
  }
  process.on('SIGINT', stop).on('SIGTERM', stop)
  await asked
  const closed = new Promise<void>((resolve) => server.close(() => resolve()))
  server.closeIdleConnections()
  const open = await new Promise<number>((resolve) => server.getConnections((_, count) => resolve(count)))
  if (open > 0) complain('stopping; what runs may finish. Once more to stop at once.')
  const cut = setTimeout(() => server.closeAllConnections(), grace)
  await closed
  clearTimeout(cut)
  await settled()
  process.off('SIGINT', stop).off('SIGTERM', stop)
}

async function folder(path: string): Promise<string> {
  try {
    await mkdir(path, { recursive: true, mode: 0o700 })
    return path
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? String(error.code) : String(error)
    throw new CounterpointError('tap/keep', `${path} can't be made: ${code}; name a folder for --keep.`)
  }
}

function gather(value: string, before: string[]): string[] {
  return [...before, ...value.split(',').filter((type) => type !== '')]
}

function readPort(text: string): number {
  const port = /^\d{1,5}$/.test(text) ? Number(text) : NaN
  if (port <= 65_535) return port
  throw new InvalidArgumentError('Give a number from 0 to 65535.')
}

function readMinutes(text: string): number {
  const minutes = /^\d+(?:\.\d+)?$/.test(text) ? Number(text) : 0
  if (minutes > 0 && minutes <= 10_000) return minutes
  throw new InvalidArgumentError('Give a number of minutes.')
}

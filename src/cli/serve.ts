import { Command, InvalidArgumentError, Option } from 'commander'
import type { Protocol } from '../server/upstreams/create.ts'

/** What the command line says. */
export interface ServeOptions {
  port: number
  host: string
  upstream?: string
  protocol: Protocol
  store: string
  script?: string
  open?: boolean
}

const protocols = ['harmony', 'llamacpp', 'sglang', 'ollama', 'chat'] as const satisfies readonly Protocol[]

/** `counterpoint serve`: the Responses API, until a signal ends it. */
export function serveCommand(): Command {
  const protocol = new Option('--protocol <protocol>', 'what the upstream speaks').choices(protocols)
  return new Command('serve')
    .description(
      'Serve the Responses API in front of a model; in front of the built-in one where no upstream is given.',
    )
    .option('--port <port>', 'the port to listen on; 0 for a free one', readPort, 8080)
    .option('--host <host>', 'the address to listen on', '127.0.0.1')
    .option('--upstream <url>', "the model's server")
    .addOption(protocol.default('chat' satisfies Protocol))
    .option('--store <store>', 'where responses are kept: memory, or sqlite:PATH', 'memory')
    .option('--script <file>', 'completions to play by model name, as JSON, in place of a model')
    .option('--open', 'open the inspector')
    .action(async (options: ServeOptions) => {
      // Loaded here: the other commands start in half the time without it.
      const { serve } = await import('./serve-until-stopped.ts')
      await serve(options)
    })
}

function readPort(text: string): number {
  const port = /^\d{1,5}$/.test(text) ? Number(text) : NaN
  if (port <= 65_535) return port
  throw new InvalidArgumentError('Give a number from 0 to 65535.')
}

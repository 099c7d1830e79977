import { Command } from 'commander'

/** `counterpoint serve`: the Responses API, until a signal ends it. Its options come with `completeServe`. */
export function serveCommand(): Command {
  return new Command('serve')
    .description(
      'Serve the Responses API in front of a model; in front of the built-in one where no upstream is given.',
    )
    .action(async (_options: object, command: Command) => {
      const { serveConfig } = await import('./serve-options.ts')
      const { serve } = await import('./serve-until-stopped.ts')
      await serve(await serveConfig(command))
    })
}

/** Gives the command its options. Not loaded before it is asked for: the other commands start in half the time. */
export async function completeServe(command: Command): Promise<void> {
  const { addServeOptions } = await import('./serve-options.ts')
  addServeOptions(command)
}

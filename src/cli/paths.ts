import { Command, Option } from 'commander'
import { type PathsFormat, pathsFormats } from './paths-format.ts'

interface PathsOptions {
  machine?: string
  format: PathsFormat
  out?: string
}

/** `counterpoint paths`: vectors and tests, from walks over the machines. */
export function pathsCommand(): Command {
  return new Command('paths')
    .description('Write every path of the machines: as vectors that any language can run, or as a test file.')
    .option('--machine <name>', 'one machine only: response, message, …; all of them by default')
    .addOption(new Option('--format <format>', 'what to write').choices(pathsFormats).default('json'))
    .option('--out <folder>', 'write files into this folder, not to standard output')
    .action(async (options: PathsOptions) => {
      // Loaded here: the other commands need no graphs.
      const { writePaths } = await import('./write-paths.ts')
      await writePaths(options)
    })
}

import { readFile } from 'node:fs/promises'
import type { Command } from 'commander'
import type { Config } from '../server/operation/config/config.ts'
import { optionList } from '../server/operation/config/option-list.ts'
import { readConfig, unknownVariables } from '../server/operation/config/read-config.ts'
import { CounterpointError } from '../wire/error.ts'
import { complain } from './complain.ts'

/** Gives a command the flags of every option, and `--config`. */
export function addServeOptions(command: Command): Command {
  for (const { flag, text, otherwise } of optionList) {
    if (flag === null) continue
    const hasDefault = flag.includes('<') && otherwise !== undefined && !(Array.isArray(otherwise) && !otherwise.length)
    command.option(flag, hasDefault ? `${text} (default: ${JSON.stringify(otherwise)})` : text)
  }
  return command
    .option('--config <file>', 'options as a JSON object, by their names; COUNTERPOINT_CONFIG names it too')
    .addHelpText(
      'after',
      '\nEach option can stand in the environment too, --port as COUNTERPOINT_PORT; keys only there.',
    )
}

/**
 * The options that a command was given, on its line, in the environment or in a file.
 *
 * @throws CounterpointError `serve/config`, `input/unreadable`
 */
export async function serveConfig(command: Command, env: NodeJS.ProcessEnv = process.env): Promise<Config> {
  const given = Object.entries(command.opts<Record<string, unknown>>())
  for (const name of unknownVariables(env))
    complain(`${name} is no option, and is passed over; see counterpoint serve --help.`)
  // A switch that is on by default looks as if it had been given.
  const flags = Object.fromEntries(given.filter(([name]) => command.getOptionValueSource(name) === 'cli'))
  const name = typeof flags.config === 'string' ? flags.config : env.COUNTERPOINT_CONFIG
  if (name === undefined || name === '') return readConfig({ flags, env })
  return readConfig({ flags, env, file: { name, text: await textOf(name) } })
}

async function textOf(file: string): Promise<string> {
  try {
    return await readFile(file, 'utf8')
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? String(error.code) : 'unknown reason'
    const why = code === 'ENOENT' ? 'there is no such file' : code
    throw new CounterpointError('input/unreadable', `${file} can't be read: ${why}; name a file for --config.`)
  }
}

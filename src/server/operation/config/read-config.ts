import { CounterpointError } from '../../../wire/error.ts'
import type { About } from './about.ts'
import { type Config, configSchema } from './config.ts'
import { type ConfigOption, optionList } from './option-list.ts'

/** Where options come from, the strongest first. */
export interface ConfigSources {
  /** What stood on the command line: by name; text, or whether a switch is on. */
  flags: Readonly<Record<string, unknown>>
  env: Readonly<Record<string, string | undefined>>
  /** A configuration file's text, and what to call it. */
  file?: { name: string; text: string }
}

/** A value, and where it stood. */
interface Given {
  value: unknown
  place: string
}

/**
 * Puts the options together: a flag counts more than the environment, and that more than the file.
 *
 * @throws CounterpointError `serve/config`
 */
export function readConfig({ flags, env, file }: ConfigSources): Config {
  const inFile = file === undefined ? {} : readFile(file)
  const values: Record<string, unknown> = {}
  let idle: string | null = null
  for (const option of optionList) {
    const given = fromFlags(option, flags) ?? fromEnv(option, env) ?? fromFile(option, inFile, file?.name ?? '')
    if (given === undefined) continue
    if (!option.schema.safeParse(given.value).success) throw wrong(option, given)
    values[option.name] = given.value
    if (needUpstream.includes(option.name)) idle = given.place
  }
  if (idle !== null && values.upstream === undefined) {
    const mend = 'name its address with --upstream, or leave it out for the built-in model'
    throw new CounterpointError('serve/config', `${idle} is about an upstream, and there is none; ${mend}.`)
  }
  return configSchema.parse(values)
}

/** Nobody means the built-in model by them. */
const needUpstream = ['protocol', 'upstreamModel']

const ofService = /^COUNTERPOINT_(?:SERVICE_|PORT_\d+_)/

/**
 * Variables that look as if they were options, and are none: misspelt ones would be passed over without a word. What
 * Kubernetes sets for a service of this name is no mistake.
 */
export function unknownVariables(env: ConfigSources['env']): string[] {
  const known = new Set(['COUNTERPOINT_CONFIG', ...optionList.map(({ variable }) => variable)])
  return Object.keys(env).filter(
    (name) => name.startsWith('COUNTERPOINT_') && !known.has(name) && !ofService.test(name),
  )
}

function fromFlags(option: ConfigOption, flags: ConfigSources['flags']): Given | undefined {
  const value = flags[option.name]
  const place = option.flag?.split(' ', 1)[0] ?? option.name
  return value === undefined ? undefined : { value: typeof value === 'string' ? readText(value, option) : value, place }
}

/** An empty variable is an absent one: that is how compose files and CI leave one out. */
function fromEnv(option: ConfigOption, env: ConfigSources['env']): Given | undefined {
  const text = env[option.variable]
  if (text === undefined || text === '') return undefined
  return { value: readText(text, option), place: option.variable }
}

function fromFile({ name }: ConfigOption, file: object, fileName: string): Given | undefined {
  const value: unknown = Object.entries(file).find(([key]) => key === name)?.[1]
  return value === undefined ? undefined : { value, place: `${name} in ${fileName}` }
}

function readText(text: string, { reads }: About): unknown {
  switch (reads) {
    case 'text':
      return text
    case 'number':
      return /^\d+(?:\.\d+)?$/.test(text) ? Number(text) : text
    case 'switch':
      return { true: true, '1': true, false: false, '0': false }[text] ?? text
    case 'json':
      return parsed(text)
    case 'text or json':
      return text.trimStart().startsWith('{') ? parsed(text) : text
    case 'list':
      return text
        .split(',')
        .map((each) => each.trim())
        .filter((each) => each !== '')
  }
}

/** What is no JSON stays text, and is refused as that. */
function parsed(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return text
  }
}

function readFile({ name, text }: { name: string; text: string }): object {
  const value = parse(name, text)
  if (typeof value !== 'object' || value === null || Array.isArray(value)) {
    throw new CounterpointError('serve/config', `${name} holds no options; write a JSON object, as {"port": 8080}.`)
  }
  for (const key of Object.keys(value)) {
    if (optionList.some((option) => option.name === key)) continue
    const mend = 'see docs/operations.md for those that there are'
    throw new CounterpointError('serve/config', `${name} has the option '${key}', which is unknown; ${mend}.`)
  }
  return value
}

function parse(name: string, text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    // The reason would quote the file, and keys stand in it.
    throw new CounterpointError('serve/config', `${name} is no JSON; write an object, as {"port": 8080}.`)
  }
}

/** Secrets have no flag, or stand among parts; they are not shown. */
function wrong({ flag, mend, reads }: ConfigOption, { value, place }: Given): CounterpointError {
  const hasParts = reads === 'text or json' && !(typeof value === 'string' && !value.includes('{'))
  const shown =
    flag === null || hasParts ? 'unusable' : `'${typeof value === 'string' ? value : JSON.stringify(value)}'`
  return new CounterpointError('serve/config', `${place} is ${shown}. ${mend}`)
}

import type { z } from 'zod'
import { type About, about } from './about.ts'
import { configSchema } from './config.ts'

/** An option with its three names. */
export interface ConfigOption extends About {
  /** In a configuration file. */
  name: string
  /** In the environment. */
  variable: string
  /** Undefined where it has none. */
  otherwise: unknown
  schema: z.ZodType
}

/** Every option, in the order of the documentation. */
export const optionList: readonly ConfigOption[] = Object.entries(configSchema.shape).map(([name, schema]) => {
  const said = about.get(schema)
  if (said === undefined) throw new Error(`The option ${name} is not described.`)
  return { ...said, name, variable: variableOf(name), otherwise: schema.parse(undefined), schema }
})

function variableOf(name: string): string {
  return `COUNTERPOINT_${name.replaceAll(/[A-Z]/g, (letter) => `_${letter}`).toUpperCase()}`
}

import { type DestinationStream, type Logger, pino, stdTimeFunctions } from 'pino'
import { prettyFactory } from 'pino-pretty'
import type { LogLevel } from './levels.ts'

/** How logs are written. */
export interface LoggerOptions {
  level: LogLevel
  /** For a person, and not for a machine. */
  pretty: boolean
  /** Takes whole lines. */
  write: (line: string) => void
}

/** A logger: one JSON object a line, or a line that reads well. */
export function createLogger({ level, pretty, write }: LoggerOptions): Logger {
  const format = pretty ? prettyFactory({ colorize: false, ignore: 'pid,hostname', singleLine: true }) : undefined
  const destination: DestinationStream = { write: (line) => write(format?.(line) ?? line) }
  return pino({ level, base: null, timestamp: stdTimeFunctions.isoTime }, destination)
}

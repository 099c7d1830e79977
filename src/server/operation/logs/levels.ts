/** The levels of logs, the most talkative first. */
export const logLevels = ['trace', 'debug', 'info', 'warn', 'error', 'fatal', 'silent'] as const

/** One of them. */
export type LogLevel = (typeof logLevels)[number]

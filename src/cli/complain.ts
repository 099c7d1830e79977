/** Says on standard error, in one line, what is wrong. */
export function complain(message: string): void {
  process.stderr.write(`counterpoint: ${message.replaceAll(/\s*\n\s*/g, ' ')}\n`)
}

import { dialects } from '../wire/dialect.ts'
import { CounterpointError } from '../wire/error.ts'
import { modelFormats } from './model-format.ts'

/**
 * Says at once, and by name, what a caller got wrong whom no compiler warned.
 *
 * @throws CounterpointError `options/output`, `options/not-an-object`, `options/from`, `options/dialect`,
 *   `options/tools`, `options/not-a-function`
 */
export function checkOptions(output: unknown, options: unknown): void {
  if (!isReadable(output)) {
    const mend = 'give an async iterable or a ReadableStream of text, bytes or chunks'
    throw new CounterpointError('options/output', `The model's output is ${nameOf(output)}; ${mend}.`)
  }
  if (typeof options !== 'object' || options === null) {
    throw new CounterpointError('options/not-an-object', `The options are ${nameOf(options)}; give an object.`)
  }
  const { from, dialect, tools, onWarning, decode, engine }: Record<string, unknown> = { ...options }
  checkOneOf('from', from, modelFormats)
  checkOneOf('dialect', dialect, dialects)
  if (tools !== undefined && !Array.isArray(tools)) {
    const mend = 'give a list, [{ type: "function", name: … }]'
    throw new CounterpointError('options/tools', `The option tools is ${nameOf(tools)}; ${mend}.`)
  }
  for (const [name, value] of Object.entries({ onWarning, decode, engine })) {
    if (value === undefined || typeof value === 'function') continue
    throw new CounterpointError('options/not-a-function', `The option ${name} is ${nameOf(value)}; give a function.`)
  }
}

function checkOneOf(name: 'from' | 'dialect', value: unknown, known: readonly string[]): void {
  if (value === undefined || known.some((each) => each === value)) return
  throw new CounterpointError(`options/${name}`, `The option ${name} is ${nameOf(value)}; give ${known.join(', ')}.`)
}

function isReadable(output: unknown): boolean {
  return typeof output === 'object' && output !== null && ('getReader' in output || Symbol.asyncIterator in output)
}

function nameOf(value: unknown): string {
  if (typeof value === 'string') return JSON.stringify(value.length > 40 ? `${value.slice(0, 40)}…` : value)
  if (Array.isArray(value)) return 'an array'
  return typeof value === 'object' && value !== null ? 'an object' : String(value)
}

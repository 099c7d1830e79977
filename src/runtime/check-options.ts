import { dialects } from '../wire/dialect.ts'
import { CounterpointError } from '../wire/error.ts'
import { modelFormats } from './model-format.ts'

/**
 * Says at once, and by name, what a caller got wrong whom no compiler warned.
 *
 * @throws CounterpointError `options/output`, `options/not-an-object`, `options/from`, `options/dialect`,
 *   `options/tools`, `options/not-a-function`,
 *   `options/signal`, `options/response`, `options/unknown` and the like
 */
export function checkOptions(output: unknown, options: unknown): void {
  if (!isReadable(output)) {
    const mend = 'give an async iterable or a ReadableStream of text, bytes or chunks'
    throw new CounterpointError('options/output', `The model's output is ${nameOf(output)}; ${mend}.`)
  }
  if (typeof options !== 'object' || options === null) {
    throw new CounterpointError('options/not-an-object', `The options are ${nameOf(options)}; give an object.`)
  }
  const given: Record<string, unknown> = { ...options }
  checkOneOf('from', given['from'], modelFormats)
  checkOneOf('dialect', given['dialect'], dialects)
  for (const [name, value] of Object.entries(given)) if (value !== undefined) checkOption(name, value)
}

/** What each option must be, and how a sentence says it. */
const shapes: Record<string, [code: string, is: (value: unknown) => boolean, mend: string]> = {
  tools: ['options/tools', Array.isArray, 'a list, [{ type: "function", name: … }]'],
  onWarning: ['options/not-a-function', isFunction, 'a function'],
  decode: ['options/not-a-function', isFunction, 'a function'],
  engine: ['options/not-a-function', isFunction, 'a function'],
  signal: ['options/signal', (value) => value instanceof AbortSignal, 'an AbortSignal'],
  response: ['options/response', isResponse, 'an object with fields of the Response, { model: "…" }'],
  seed: ['options/seed', isString, 'a string'],
  containerId: ['options/container-id', isString, 'a string'],
  codeInterpreter: ['options/code-interpreter', isBoolean, 'true or false'],
  webSearch: ['options/web-search', isBoolean, 'true or false'],
  from: ['options/from', isString, 'a format'],
  dialect: ['options/dialect', isString, 'a dialect'],
}

function checkOption(name: string, value: unknown): void {
  const shape = Object.hasOwn(shapes, name) ? shapes[name] : undefined
  if (shape === undefined) {
    const known = Object.keys(shapes).join(', ')
    throw new CounterpointError('options/unknown', `There is no option ${name}; the options are ${known}.`)
  }
  const [code, is, mend] = shape
  if (!is(value)) throw new CounterpointError(code, `The option ${name} is ${nameOf(value)}; give ${mend}.`)
}

function isFunction(value: unknown): boolean {
  return typeof value === 'function'
}

function isString(value: unknown): boolean {
  return typeof value === 'string'
}

function isBoolean(value: unknown): boolean {
  return typeof value === 'boolean'
}

function isResponse(value: unknown): boolean {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return false
  const { id, model }: Record<string, unknown> = { ...value }
  return (id === undefined || isString(id)) && (model === undefined || isString(model))
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

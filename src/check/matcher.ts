import { type CheckOptions, type CheckResult, checkStream } from './check-stream.ts'

/**
 * The matcher's type, for a test runner's own. With Vitest:
 *
 * ```ts
 * import { responseStreamMatchers, type ResponseStreamMatchers } from 'counterpoint/check'
 * expect.extend(responseStreamMatchers)
 * declare module 'vitest' {
 *   interface Matchers<R extends void | Promise<void>, T> extends ResponseStreamMatchers<R> {}
 * }
 * ```
 *
 * With Jest, `namespace jest { interface Matchers<R> extends ResponseStreamMatchers<R> {} }` under `declare global`.
 */
export interface ResponseStreamMatchers<R = unknown> {
  /** The events are a correct Responses stream, or several; an async iterable of them has to be awaited. */
  toBeAValidResponseStream(options?: CheckOptions): R
}

interface Outcome {
  pass: boolean
  message: () => string
}

/** For `expect.extend`: `expect(events).toBeAValidResponseStream()`. */
export const responseStreamMatchers = {
  toBeAValidResponseStream(received: unknown, options?: CheckOptions): Outcome | Promise<Outcome> {
    if (isIterable(received)) return outcome(checkStream(received, options))
    if (isAsyncIterable(received)) return checkStream(received, options).then(outcome)
    return { pass: false, message: () => 'expected the events of a stream: a list of them, or an (async) iterable' }
  },
}

/** More of them say nothing more. */
const mostShown = 10

function outcome({ ok, events, violations }: CheckResult): Outcome {
  const lines = violations.slice(0, mostShown).map(({ rule, message }) => `  ${rule}: ${message}`)
  const more = violations.length > mostShown ? [`  and ${violations.length - mostShown} more`] : []
  const message = ok
    ? `expected ${events} events to be no valid response stream, but they are one`
    : ['expected a valid response stream, but', ...lines, ...more].join('\n')
  return { pass: ok, message: () => message }
}

function isIterable(value: unknown): value is Iterable<unknown> {
  return typeof value === 'object' && value !== null && Symbol.iterator in value
}

function isAsyncIterable(value: unknown): value is AsyncIterable<unknown> {
  return typeof value === 'object' && value !== null && Symbol.asyncIterator in value
}

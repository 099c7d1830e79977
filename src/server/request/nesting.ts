import { type ApiError, badRequest, shortened } from '../api-error.ts'
import { type PathStep, paramOf } from './param.ts'

/** How deep a body may be nested: a JSON Schema takes two levels for one of its own. */
const maxDepth = 128

/** How many values a body may hold. */
const maxValues = 1_000_000

/**
 * Looks a parsed body through before anything else walks it: validation, `JSON.stringify` and the schema renderer
 * recurse, and would run out of stack. Refuses `__proto__` as a key, which copying would turn into a prototype.
 *
 * @throws ApiError 400
 */
export function checkNesting(body: unknown): void {
  const path: PathStep[] = []
  let values = 0

  function visit(value: unknown): void {
    values += 1
    if (values > maxValues) throw tooLarge()
    if (typeof value !== 'object' || value === null) return
    if (path.length >= maxDepth) throw tooDeep(path)
    const isList = Array.isArray(value)
    for (const [key, inner] of Object.entries(value)) {
      path.push(isList ? Number(key) : key)
      if (key === '__proto__') throw forbiddenKey(path)
      visit(inner)
      path.pop()
    }
  }

  visit(body)
}

function tooDeep(path: readonly PathStep[]): ApiError {
  const param = shortened(paramOf(path.slice(0, 4)))
  const message = `The request body is nested more than ${maxDepth} levels deep in '${param}'; flatten it.`
  return badRequest(message, param, 'body_too_deep')
}

function tooLarge(): ApiError {
  const message = `The request body holds more than ${maxValues} values; send less in one request.`
  return badRequest(message, null, 'body_too_large')
}

function forbiddenKey(path: readonly PathStep[]): ApiError {
  const param = shortened(paramOf(path), 200)
  return badRequest(`The key '__proto__' in '${param}' is not allowed; rename it.`, param, 'invalid_key')
}

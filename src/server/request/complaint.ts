import type { z } from 'zod'
import { type ApiError, badRequest, shortened } from '../api-error.ts'
import { paramOf, valueAt } from './param.ts'

type Issue = z.core.$ZodIssue

/** Says the first thing that is wrong with a body, as OpenAI words it: the field, what it is, and what it should be. */
export function complaintOf(issues: readonly Issue[], body: unknown): ApiError {
  const [issue] = issues
  if (issue === undefined) return badRequest('The request body is invalid.', null)
  const param = shortened(paramOf(issue.path), 200)
  const { message, code } = wordsOf(issue, param, valueAt(body, issue.path))
  return badRequest(message, param === '' ? null : param, code)
}

function wordsOf(issue: Issue, param: string, value: unknown): { message: string; code: string } {
  if (value === undefined && issue.code !== 'custom') {
    return { message: `Missing required parameter: '${param}'.`, code: 'missing_required_parameter' }
  }
  switch (issue.code) {
    case 'invalid_type': {
      if (issue.expected === 'int') return wrongType(param, 'an integer', value)
      return wrongType(param, nouns[issue.expected] ?? issue.expected, value)
    }
    case 'invalid_value': {
      if (typeof value !== 'string' && issue.values.every((each) => typeof each === 'string')) {
        return wrongType(param, `one of ${quoted(issue.values)}`, value)
      }
      const supported = `Supported values are: ${quoted(issue.values)}.`
      return { message: `Invalid value for '${param}': ${shown(value)}. ${supported}`, code: 'invalid_value' }
    }
    case 'too_small':
      return bound(param, value, `at least ${issue.minimum}`, 'below_min')
    case 'too_big':
      return bound(param, value, `at most ${issue.maximum}`, 'above_max')
    case 'invalid_format': {
      const wanted = issue.format === 'url' ? 'be an http or https URL' : `match ${issue.pattern ?? issue.format}`
      return { message: `Invalid '${param}': ${shown(value)}; it has to ${wanted}.`, code: 'invalid_value' }
    }
    case 'invalid_key':
      return { message: `Invalid '${param}': the key is too long or of a wrong form.`, code: 'invalid_key' }
    case 'custom':
      return { message: issue.message, code: codeOf(issue.params) }
    default:
      return { message: `Invalid '${param}': ${issue.message}.`, code: 'invalid_value' }
  }
}

const nouns: Readonly<Record<string, string>> = {
  string: 'a string',
  number: 'a number',
  int: 'an integer',
  boolean: 'a boolean',
  object: 'an object',
  record: 'an object',
  array: 'an array',
}

function wrongType(param: string, expected: string, value: unknown) {
  const place = param === '' ? 'the request body' : `'${param}'`
  return {
    message: `Invalid type for ${place}: expected ${expected}, but got ${kindOf(value)} instead.`,
    code: 'invalid_type',
  }
}

function bound(param: string, value: unknown, limit: string, side: 'below_min' | 'above_max') {
  if (typeof value === 'string') {
    return { message: `Invalid '${param}': its length has to be ${limit}.`, code: `string_${side}_length` }
  }
  if (typeof value !== 'number') {
    return { message: `Invalid '${param}': it has to hold ${limit} entries.`, code: `array_${side}_length` }
  }
  const kind = decimals.includes(param) ? 'decimal' : 'integer'
  return { message: `Invalid '${param}': it has to be ${limit}.`, code: `${kind}_${side}_value` }
}

/** The fields that take decimals, which OpenAI tells from those that take integers by their codes, whatever was sent. */
const decimals = ['temperature', 'top_p', 'presence_penalty', 'frequency_penalty']

function kindOf(value: unknown): string {
  if (value === null) return 'null'
  if (Array.isArray(value)) return 'an array'
  if (typeof value === 'number') return Number.isInteger(value) ? 'an integer' : 'a decimal number'
  return nouns[typeof value] ?? 'something else'
}

function shown(value: unknown): string {
  return typeof value === 'string' ? `'${shortened(value, 40)}'` : kindOf(value)
}

function quoted(values: readonly unknown[]): string {
  return values.map((value) => `'${String(value)}'`).join(', ')
}

function codeOf(params: unknown): string {
  if (typeof params !== 'object' || params === null || !('code' in params)) return 'invalid_value'
  return String(params.code)
}

import * as fc from 'fast-check'
import { expect, test } from 'vitest'
import { ApiError } from '../../../src/server/api-error.ts'
import { conversationFrom } from '../../../src/server/request/conversation.ts'
import { parseCreateRequest } from '../../../src/server/request/create-request.ts'
import { parseItemsQuery, parseRetrieveQuery } from '../../../src/server/request/query.ts'
import { responseFieldsOf } from '../../../src/server/request/response-fields.ts'
import { SealError } from '../../../src/server/sealing.ts'
import { bodies } from './bodies.ts'

const open = (): string => {
  throw new SealError('sealing/unreadable', 'It is none.')
}

/** All that a body goes through before an upstream hears of it; nothing but an `ApiError` may come out of it. */
function survives(body: unknown): void {
  try {
    const { request } = parseCreateRequest(body)
    JSON.stringify(responseFieldsOf(request))
    JSON.stringify(conversationFrom(request, { history: [], open }))
  } catch (error) {
    if (!(error instanceof ApiError)) throw error
    expect(error.status).toBe(400)
    expect(error.message).not.toBe('')
  }
}

test('any JSON is read or refused', () => {
  fc.assert(fc.property(fc.jsonValue(), survives), { numRuns: 1_000 })
})

test('a real body with anything in place of one of its values is read or refused', () => {
  const anything = fc.oneof(fc.jsonValue({ maxDepth: 2 }), fc.constantFrom('', '<|end|>', '__proto__', -1, 1e308, null))
  fc.assert(
    fc.property(fc.constantFrom(...Object.values(bodies)), fc.nat(), anything, (body, at, value) => {
      const places = placesOf(body)
      const place = places[at % places.length] ?? []
      survives(replaced(body, place, value))
    }),
    { numRuns: 3_000 },
  )
})

test('a real body with a key removed is read or refused', () => {
  for (const body of Object.values(bodies)) {
    for (const place of placesOf(body)) survives(replaced(body, place, undefined))
  }
})

test('any query is read or refused', () => {
  const pairs = fc.array(
    fc.tuple(fc.constantFrom('stream', 'starting_after', 'limit', 'order', 'include[]'), fc.string()),
  )
  fc.assert(
    fc.property(pairs, (entries) => {
      const query = new URLSearchParams(entries)
      for (const parse of [parseRetrieveQuery, parseItemsQuery]) {
        try {
          parse(query)
        } catch (error) {
          if (!(error instanceof ApiError)) throw error
        }
      }
    }),
  )
})

type Place = (string | number)[]

function placesOf(value: unknown, place: Place = []): Place[] {
  if (typeof value !== 'object' || value === null) return [place]
  const isList = Array.isArray(value)
  const inner = Object.entries(value).flatMap(([key, each]) => placesOf(each, [...place, isList ? Number(key) : key]))
  return [place, ...inner]
}

function replaced(value: unknown, [step, ...rest]: Place, put: unknown): unknown {
  if (step === undefined) return put
  if (Array.isArray(value)) return value.map((each: unknown, at) => (at === step ? replaced(each, rest, put) : each))
  if (typeof value !== 'object' || value === null) return put
  return Object.fromEntries(
    Object.entries(value).map(([key, each]) => [key, key === step ? replaced(each, rest, put) : each]),
  )
}

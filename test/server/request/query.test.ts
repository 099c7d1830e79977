import { expect, test } from 'vitest'
import { ApiError } from '../../../src/server/api-error.ts'
import { parseItemsQuery, parseRetrieveQuery } from '../../../src/server/request/query.ts'

test('a retrieval is read, lists in every spelling', () => {
  expect(parseRetrieveQuery(new URLSearchParams(''))).toEqual({ stream: false, startingAfter: -1, include: [] })
  expect(
    parseRetrieveQuery(new URLSearchParams('stream=true&starting_after=12&include[]=a&include[1]=b&include=c')),
  ).toEqual({
    stream: true,
    startingAfter: 12,
    include: ['a', 'b', 'c'],
  })
})

test('a page of items is read', () => {
  expect(parseItemsQuery(new URLSearchParams(''))).toEqual({ limit: 20, order: 'desc' })
  expect(parseItemsQuery(new URLSearchParams('limit=100&order=asc&after=msg_1&before=msg_2'))).toEqual({
    limit: 100,
    order: 'asc',
    after: 'msg_1',
    before: 'msg_2',
  })
})

test.each(['-1', '1.5', 'x', '', '1e3', '99999999999999999', ' 1', '+1'])('starting_after=%s is refused', (value) => {
  const query = new URLSearchParams({ starting_after: value })
  expect(() => parseRetrieveQuery(query)).toThrow(ApiError)
  expect(() => parseRetrieveQuery(query)).toThrow(/'starting_after'.*integer from 0/)
})

test.each(['limit=0', 'limit=101', 'limit=-1', 'order=up'])('%s is refused', (query) => {
  expect(() => parseItemsQuery(new URLSearchParams(query))).toThrow(ApiError)
})

test('stream=maybe is refused', () => {
  expect(() => parseRetrieveQuery(new URLSearchParams('stream=maybe'))).toThrow(/'true', 'false'/)
})

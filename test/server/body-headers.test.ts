import { gzipSync } from 'node:zlib'
import { describe, expect, test } from 'vitest'
import { serving } from './serving.ts'

const json = JSON.stringify({ model: 'm', input: 'Hello' })

async function answered(headers: Record<string, string>, body: string | Uint8Array<ArrayBuffer> = json) {
  await using server = await serving()
  const sent = { 'content-type': 'application/json', ...headers }
  const answer = await fetch(`${server.url}/responses`, { method: 'POST', headers: sent, body })
  return { status: answer.status, headers: answer.headers, body: await answer.json() }
}

describe('a body that is said to be compressed is refused, and the error names how', () => {
  test.each([
    ['gzip', new Uint8Array(gzipSync(json))],
    ['br', json],
    ['zstd', json],
    ['deflate, gzip', json],
    ['identity, br', json],
  ])('%s', async (encoding, body) => {
    const answer = await answered({ 'content-encoding': encoding }, body)
    expect(answer.status).toBe(415)
    expect(answer.headers.get('accept-encoding')).toBe('identity')
    expect(answer.body.error).toEqual({
      message: `The content-encoding of the request is '${encoding}'; send the body uncompressed.`,
      type: 'invalid_request_error',
      param: null,
      code: 'unsupported_encoding',
    })
  })
})

test.each(['identity', 'Identity', ''])("the encoding '%s' is none", async (encoding) => {
  expect((await answered({ 'content-encoding': encoding })).status).toBe(200)
})

test.each(['utf-16', 'iso-8859-1', '"latin1"', 'utf-8x'])('a body in %s is refused', async (charset) => {
  const answer = await answered({ 'content-type': `application/json; charset=${charset}` })
  expect(answer.status).toBe(415)
  expect(answer.body.error).toMatchObject({ type: 'invalid_request_error', param: null, code: 'unsupported_charset' })
  expect(answer.body.error.message).toContain(`'${charset.replaceAll('"', '')}'; send the body as UTF-8.`)
})

test.each(['utf-8', 'UTF-8', 'utf8', '"utf-8"', 'us-ascii', 'utf-8; profile=x'])(
  'a body in %s is read',
  async (charset) => {
    expect((await answered({ 'content-type': `application/json;charset=${charset}` })).status).toBe(200)
  },
)

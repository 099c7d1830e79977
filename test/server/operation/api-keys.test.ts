import { createHash } from 'node:crypto'
import OpenAI, { AuthenticationError } from 'openai'
import { expect, test } from 'vitest'
import { apiKeys } from '../../../src/server/operation/api-keys.ts'
import { serving, type Serving } from '../serving.ts'

const headers = (key: string) => ({ authorization: `Bearer ${key}`, 'content-type': 'application/json' })
const sha256 = (text: string) => `sha256:${createHash('sha256').update(text).digest('hex')}`

const asking = (key: string) => ({
  method: 'GET',
  url: '/',
  header: () => `Bearer ${key}`,
  body: null,
  signal: AbortSignal.any([]),
})

async function ask(server: Serving, path: string, init: RequestInit): Promise<{ status: number; error?: unknown }> {
  const response = await fetch(`${server.url}${path}`, init)
  const body: { error?: unknown } = await response.json()
  return { status: response.status, error: body.error }
}

test('the official client with its key, and with another one', async () => {
  await using server = await serving({ authenticate: apiKeys(['sk-one']) })
  const client = new OpenAI({ baseURL: server.url, apiKey: 'sk-one' })
  expect((await client.responses.create({ model: 'm', input: 'Hello' })).status).toBe('completed')
  const other = new OpenAI({ baseURL: server.url, apiKey: 'sk-two', maxRetries: 0 })
  await expect(other.responses.create({ model: 'm', input: 'Hello' })).rejects.toThrow(AuthenticationError)
})

test('no key, and what is none', async () => {
  await using server = await serving({ authenticate: apiKeys(['sk-one']) })
  for (const authorization of [null, '', 'sk-one', 'Basic sk-one', 'Bearer', 'Bearer sk-one sk-two', 'Bearer SK-ONE']) {
    const init = { headers: authorization === null ? undefined : { authorization } }
    const { status, error } = await ask(server, '/models', init)
    expect([authorization, status]).toEqual([authorization, 401])
    expect(error).toMatchObject({ type: 'authentication_error', code: 'invalid_api_key' })
  }
  for (const path of ['/health', '/ready']) expect((await fetch(`${server.url}${path}`)).status).toBe(200)
})

test('a response is there for the key that made it alone, however that key is configured', async () => {
  await using server = await serving({ authenticate: apiKeys(['sk-one', sha256('sk-two')]) })
  const body = JSON.stringify({ model: 'm', input: 'Hello' })
  const made = await fetch(`${server.url}/responses`, { method: 'POST', headers: headers('sk-two'), body })
  const { id }: { id: string } = await made.json()
  for (const [key, status] of [
    ['sk-one', 404],
    ['sk-two', 200],
  ] as const) {
    const seen = await ask(server, `/responses/${id}`, { headers: headers(key) })
    expect([key, seen.status]).toEqual([key, status])
  }
  const hash = sha256('sk-two')
  expect((await ask(server, `/responses/${id}`, { headers: headers(hash) })).status).toBe(401)
})

test('an owner is the same for the same key, and neither key nor hash', () => {
  const plain = apiKeys(['sk-one', 'sk-two'])
  const owner = plain(asking('sk-one'))
  expect(owner).toBe(apiKeys([sha256('sk-one')])(asking('sk-one')))
  expect(owner).not.toBe(plain(asking('sk-two')))
  expect(sha256('sk-one')).not.toContain(owner)
})

test.each([[[]], [['']], [['a key']], [['key\n']], [['sha256:abc']]])('%j are no keys', (keys) => {
  expect(() => apiKeys(keys)).toThrow(expect.objectContaining({ code: 'serve/api-key' }))
})

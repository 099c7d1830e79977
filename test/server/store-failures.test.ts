import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, describe, expect, test } from 'vitest'
import { StoreError } from '../../src/server/store/error.ts'
import { MemoryStore } from '../../src/server/store/memory.ts'
import { SqliteStore } from '../../src/server/store/sqlite/store.ts'
import type { Store } from '../../src/server/store/store.ts'
import { eventually, framesIn, getStream, idOf, post, postStream, type Reading } from './post.ts'
import { serving, type Serving } from './serving.ts'
import { speech, SpokenUpstream } from './spoken-upstream.ts'
import { faulty, hangs } from './store-faults.ts'
import { sound } from './streams.ts'

const folder = mkdtempSync(join(tmpdir(), 'counterpoint-faults-'))
afterAll(() => rmSync(folder, { recursive: true }))

let files = 0
const newFile = () => join(folder, `${(files += 1)}.db`)
const full = () => Promise.reject(new StoreError('store/unusable', 'The disk is full.'))
const quick = { storeTimeout: 300, sweepEvery: 20 }

async function retrieved(server: Serving, id: string) {
  return (await fetch(`${server.url}/responses/${id}`)).json()
}

/** The whole frames that a stream has given before it broke off. */
async function broken(stream: Reading): Promise<string> {
  await expect(stream.all).rejects.toThrow()
  return framesIn(stream.text.slice(0, stream.text.lastIndexOf('\n\n') + 2)).join('')
}

test('what a client sees is in the file already, piece by piece', async () => {
  const path = newFile()
  const upstream = new SpokenUpstream()
  await using server = await serving({ upstream, store: new SqliteStore(path) })
  const other = new SqliteStore(path)
  const asked = postStream(server)
  for (const [index, piece] of speech.entries()) {
    upstream.say(piece)
    const stream = await asked
    const id = await idOf(stream)
    await eventually(async () => {
      const seen = stream.text
      const page = await other.frames(id, -1)
      const stored = page?.batches.map(({ text }) => text).join('') ?? ''
      expect(stored.startsWith(seen)).toBe(true)
      return upstream.taken === index + 1 && seen === stored
    }, 'the client has all that is stored')
  }
  upstream.end()
  await sound(await (await asked).all)
  await other.close()
})

test('what is not in the file is not sent', async () => {
  let isHanging = false
  const store = faulty(new SqliteStore(newFile()), () => (isHanging ? { append: hangs } : {}))
  const upstream = new SpokenUpstream().say(...speech.slice(0, 2))
  await using server = await serving({ upstream, store, ...quick })
  const stream = await postStream(server)
  await stream.until('One')
  isHanging = true
  upstream.say(...speech.slice(2, 4))
  const seen = await broken(stream)
  expect(upstream.taken).toBe(4)
  expect(seen).not.toContain('moment')
})

test('a store that ends with its process is not waited for', async () => {
  const store = faulty(new MemoryStore(), () => ({ append: hangs }))
  const upstream = new SpokenUpstream().say(...speech.slice(0, 4))
  await using server = await serving({ upstream, store })
  const stream = await postStream(server)
  await stream.until('It is')
  expect(framesIn(stream.text).length).toBeGreaterThan(20)
  stream.leave()
})

test('a store that fails for a moment costs nothing but the moment', async () => {
  let failures = 0
  const store = faulty(new SqliteStore(newFile()), () => (failures++ < 6 ? { append: full, end: full } : {}))
  const upstream = new SpokenUpstream().say(...speech).end()
  await using server = await serving({ upstream, store, storeTimeout: 5_000 })
  const stream = await postStream(server)
  const text = await stream.all
  expect((await sound(text)).at(-1)?.type).toBe('response.completed')
  expect(await (await getStream(server, await idOf(stream))).all).toBe(text)
  expect(server.warnings).toContainEqual({ code: 'store/unusable', message: 'The disk is full.' })
})

const faults: [string, Partial<Store>][] = [
  ['the log can’t be written', { append: full, end: full }],
  ['the end can’t be written', { end: full }],
  ['the log is not answered for', { append: hangs, end: hangs }],
  ['the end is not answered for', { end: hangs }],
]

describe.each(faults)('where %s any more', (_, fault) => {
  test('a stream is cut without an end, and gets it from the store once that is well again', async () => {
    let isIll = false
    const store = faulty(new SqliteStore(newFile()), () => (isIll ? fault : {}))
    const upstream = new SpokenUpstream().say(...speech.slice(0, 2))
    await using server = await serving({ upstream, store, ...quick })
    const stream = await postStream(server)
    const id = await idOf(stream)
    await stream.until('One')
    isIll = true
    upstream.say(...speech.slice(2)).end()
    const seen = await broken(stream)
    expect(server.left).toContain('unstored')
    expect(upstream.signal?.aborted).toBe(true)
    expect(seen).not.toContain('response.completed')
    isIll = false
    await eventually(async () => (await retrieved(server, id)).status === 'failed', 'it is ended')
    const all = await (await getStream(server, id)).all
    await sound(all)
    expect(all.startsWith(seen)).toBe(true)
    expect(await (await getStream(server, id, framesIn(seen).length - 1)).all).toBe(all.slice(seen.length))
  })

  test('who waits for the whole is told that the store failed', async () => {
    const store = faulty(new SqliteStore(newFile()), () => fault)
    const upstream = new SpokenUpstream().say(...speech).end()
    await using server = await serving({ upstream, store, ...quick })
    const answer = await post(server, { model: 'm', input: 'x' })
    expect(answer.status).toBe(503)
    expect(await answer.json()).toMatchObject({ error: { type: 'server_error', code: /^store\// } })
  })
})

test('a request whose store hangs is answered with 503', async () => {
  const methods = ['create', 'get', 'chain', 'frames', 'delete', 'requestCancel', 'inputItems'] as const
  const store = faulty(new MemoryStore(), () => Object.fromEntries(methods.map((name) => [name, hangs])))
  const upstream = new SpokenUpstream().say(...speech).end()
  await using server = await serving({ upstream, store, ...quick })
  const at = (path: string, method = 'GET') => fetch(`${server.url}/responses/resp_1${path}`, { method })
  const answers = await Promise.all([
    at(''),
    at('?stream=true'),
    at('', 'DELETE'),
    at('/cancel', 'POST'),
    at('/input_items'),
    post(server, { model: 'm', input: 'x' }),
    post(server, { model: 'm', input: 'x', background: true }),
    post(server, { model: 'm', input: 'x', previous_response_id: 'resp_1' }),
  ])
  for (const answer of answers) {
    expect(answer.status).toBe(503)
    expect(await answer.json()).toMatchObject({ error: { code: 'store/timeout' } })
  }
})

test('a server whose store hangs at its start answers that it is starting', async () => {
  const store = faulty(new MemoryStore(), () => ({ recover: hangs }))
  await using server = await serving({ store, storeTimeout: 50 })
  const answer = await post(server, { model: 'm', input: 'x' })
  expect(answer.status).toBe(503)
  expect(await answer.json()).toMatchObject({ error: { code: 'service_unavailable' } })
})

test('a store that could not be used at the start is asked again with the next request', async () => {
  let tries = 0
  const recover = () =>
    ++tries < 3 ? Promise.reject(new StoreError('store/unusable', 'The disk is away.')) : Promise.resolve([])
  const store = faulty(new MemoryStore(), () => ({ recover }))
  await using server = await serving({ store })
  const ready = () => fetch(`${server.url.replace('/v1', '')}/ready`)
  await expect(server.core.recovered).rejects.toThrow('The disk is away.')
  expect((await ready()).status).toBe(503)
  expect((await post(server, { model: 'm', input: 'x' })).status).toBe(503)
  expect((await post(server, { model: 'm', input: 'x' })).status).toBe(200)
  expect((await ready()).status).toBe(200)
  expect(tries).toBe(3)
})

test('a store that hangs does not keep a server from closing', async () => {
  const store = faulty(new MemoryStore(), () => ({ close: hangs }))
  await using server = await serving({ store })
  await server.core.close(0)
  expect((await post(server, { model: 'm', input: 'x' })).status).toBe(503)
})

test('a response that nobody runs is not followed for ever', async () => {
  const store = new MemoryStore()
  await using server = await serving({ store, storeTimeout: 20, sweepEvery: 20, maxDuration: 50, pollEvery: 5 })
  await store.create({
    id: 'resp_lost',
    owner: '',
    previousId: null,
    status: 'in_progress',
    response: '{}',
    begin: '{}',
    isLogged: true,
    input: [],
    createdAt: Date.now(),
    expiresAt: null,
  })
  await expect((await getStream(server, 'resp_lost')).all).rejects.toThrow()
})

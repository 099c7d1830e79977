import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { afterAll, expect, test } from 'vitest'
import { SqliteStore } from '../../../src/server/store/sqlite/store.ts'
import type { Upstream } from '../../../src/server/upstreams/upstream.ts'
import { eventually, getStream, idOf, post, postStream } from '../post.ts'
import { serving } from '../serving.ts'
import { speech, SpokenUpstream } from '../spoken-upstream.ts'
import { sound } from '../streams.ts'
import { lock } from './lock.ts'
import { batch, ended, made } from './records.ts'

const folder = mkdtempSync(join(tmpdir(), 'counterpoint-locked-'))
afterAll(() => rmSync(folder, { recursive: true }))

let files = 0
const newFile = () => join(folder, `${(files += 1)}.db`)
const pause = (milliseconds: number) => new Promise((resolve) => setTimeout(resolve, milliseconds))

/** A model that speaks through another one for each request. */
function inTurn(...models: readonly SpokenUpstream[]): Upstream {
  let asked = 0
  return { name: 'in turn', generate: (...args) => models[asked++]!.generate(...args) }
}

/** How many responses are in a file, as somebody else sees it. */
function countIn(path: string): unknown {
  const database = new DatabaseSync(path)
  const row = database.prepare('SELECT count(*) AS n FROM responses').get()
  database.close()
  return row?.['n']
}

test('while another process holds the file, all goes on that does not need it, and the rest once it is free', async () => {
  const path = newFile()
  const [kept, passing] = [new SpokenUpstream(), new SpokenUpstream()]
  await using server = await serving({ upstream: inTurn(kept, passing), store: new SqliteStore(path) })
  kept.say(...speech.slice(0, 2))
  const stored = await postStream(server)
  const id = await idOf(stored)
  await stored.until('One')
  passing.say(speech[0]!)
  const unstored = await postStream(server, { store: false })
  await unstored.until('Let me')

  await using held = await lock(path)
  const seen = stored.text
  kept.say(...speech.slice(2))
  let slowest = 0
  for (const piece of speech.slice(1)) {
    passing.say(piece)
    for (let look = 0; look < 5; look += 1) {
      const since = performance.now()
      expect((await fetch(`${server.url.replace('/v1', '')}/health`)).status).toBe(200)
      slowest = Math.max(slowest, performance.now() - since)
      await pause(50)
    }
  }
  passing.end()
  expect((await sound(await unstored.all)).at(-1)?.type).toBe('response.completed')
  // The driver's own waiting took five seconds each time; a try takes 10 ms.
  expect(slowest).toBeLessThan(700)
  expect(kept.taken).toBeGreaterThan(2)
  expect(stored.text).toBe(seen)

  await held.free()
  kept.end()
  const text = await stored.all
  expect((await sound(text)).at(-1)?.type).toBe('response.completed')
  expect(text.startsWith(seen)).toBe(true)
  expect(await (await getStream(server, id)).all).toBe(text)
})

test('a request that can’t be stored in time is refused, and not stored later; what is there can be read', async () => {
  const path = newFile()
  await using server = await serving({ store: new SqliteStore(path), storeTimeout: 300 })
  const stream = await postStream(server)
  const [id, text] = [await idOf(stream), await stream.all]

  await using held = await lock(path)
  const answers = await Promise.all([{}, { stream: true }, { background: true }].map((more) => refused(server, more)))
  expect(answers).toEqual([503, 503, 503])
  expect((await fetch(`${server.url}/responses/${id}`)).status).toBe(200)
  expect(await (await getStream(server, id)).all).toBe(text)
  expect((await fetch(`${server.url}/responses/${id}`, { method: 'DELETE' })).status).toBe(503)

  await held.free()
  await pause(300)
  expect(countIn(path)).toBe(1)
  expect((await post(server, { model: 'm', input: 'x' })).status).toBe(200)
})

async function refused(server: { url: string }, more: object): Promise<number> {
  const answer = await post(server, { model: 'm', input: 'x', ...more })
  expect(await answer.json()).toMatchObject({ error: { type: 'server_error', code: /^store\// } })
  return answer.status
}

test('many that wait are written in their order', async () => {
  const path = newFile()
  const store = new SqliteStore(path)
  await store.create(made('a'))
  const held = await lock(path)
  const order: string[] = []
  const writes = [
    store.append('a', batch(0, 3)).then(() => order.push('append')),
    store.markCall('a', 'call', { state: 'started' }).then(() => order.push('call')),
    store.append('a', batch(4, 7)).then(() => order.push('append')),
    store.end('a', ended('a', ['out'], { batch: batch(8, 9) })).then(() => order.push('end')),
    ...Array.from({ length: 90 }, (_, at) => store.create(made(`b${at}`)).then(() => order.push(`b${at}`))),
  ]
  await pause(100)
  expect(order).toEqual([])
  expect((await store.get('a', 'owner'))?.last).toBe(-1)
  await held.free()
  await Promise.all(writes)
  expect(order.slice(-90)).toEqual(Array.from({ length: 90 }, (_, at) => `b${at}`))
  expect(order.indexOf('end')).toBe(3)
  expect(await store.get('a', 'owner')).toMatchObject({ status: 'completed', last: 9 })
  await store.close()
})

test('a file that stays locked is given up, also at the end', async () => {
  const path = newFile()
  const store = new SqliteStore(path)
  store.waitAtMost(100)
  await store.create(made('a'))
  await using held = await lock(path)
  await expect(store.append('a', batch(0, 3))).rejects.toMatchObject({ code: 'store/unusable' })
  await expect(store.append('a', batch(0, 3))).rejects.toThrow(/locked by another process/)
  await expect(
    store.recover(
      () => ended('a'),
      () => false,
    ),
  ).rejects.toMatchObject({ code: 'store/unusable' })
  await expect(store.sweep()).rejects.toMatchObject({ code: 'store/unusable' })
  const last = store.append('a', batch(0, 3))
  const closed = store.close()
  await expect(last).rejects.toMatchObject({ code: 'store/unusable' })
  await expect(closed).rejects.toMatchObject({ code: 'store/unusable' })
  await expect(store.get('a', 'owner')).rejects.toMatchObject({ code: 'store/closed' })
  await held.free()

  // Whoever opens it next finds it as it was.
  const next = new SqliteStore(path)
  expect(await next.recover(() => ended('a'))).toEqual(['a'])
  await eventually(async () => (await next.get('a', 'owner'))?.status === 'completed', 'it is ended')
  await next.close()
})

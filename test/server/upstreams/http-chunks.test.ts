import { getEventListeners } from 'node:events'
import { expect, test } from 'vitest'
import { Heartbeat } from '../../../src/server/heartbeat.ts'
import { HttpChunks } from '../../../src/server/upstreams/http/http-chunks.ts'
import type { BodyReader, ReplyBody } from '../../../src/server/upstreams/http/transport.ts'

/** A body that a test fills, and what became of it. */
class GivenBody implements ReplyBody {
  reader: BodyReader | null = null
  cancelled: unknown[] = []

  read(reader: BodyReader): void {
    this.reader = reader
  }

  cancel(reason: unknown): void {
    this.cancelled.push(reason)
  }

  say(...chunks: readonly unknown[]) {
    const text = chunks.map((chunk) => `data: ${JSON.stringify(chunk)}\n\n`).join('')
    return this.reader!.take(new TextEncoder().encode(text))
  }
}

function reading({ limit = 1_000, idle = 1_000 } = {}) {
  const body = new GivenBody()
  const controller = new AbortController()
  const { signal } = controller
  const heartbeat = new Heartbeat(idle / 4)
  const chunks = new HttpChunks(body, { signal, limit, idle: { limit: idle, heartbeat: () => heartbeat } })
  return { body, chunks, controller, signal }
}

/** How many timers this process has. */
const timers = () => process.getActiveResourcesInfo().filter((each) => each === 'Timeout').length

const soon = () => new Promise<void>((resolve) => setImmediate(resolve))

test('the first chunks are told, and handed over all the same; those after them wait until then', async () => {
  const { body, chunks } = reading()
  const held = body.say({ a: 1 }, { a: 2 })
  expect(await chunks.first()).toEqual([{ a: 1 }, { a: 2 }])
  const taken: unknown[] = []
  const over = chunks.each((list) => (taken.push(...list), null))
  await held
  body.say({ a: 3 })
  body.reader!.end()
  await over
  expect(taken).toEqual([{ a: 1 }, { a: 2 }, { a: 3 }])
})

test('a reply without a chunk has none to tell of', async () => {
  const { body, chunks } = reading()
  body.reader!.end()
  expect(await chunks.first()).toBeNull()
})

test('chunks are read one by one too, by whoever does not know of lists', async () => {
  const { body, chunks } = reading()
  void body.say({ a: 1 }, { a: 2 })
  const read: unknown[] = []
  for await (const chunk of chunks) {
    read.push(chunk)
    if (read.length === 2) setImmediate(() => (body.say({ a: 3 }), body.reader!.end()))
  }
  expect(read).toEqual([{ a: 1 }, { a: 2 }, { a: 3 }])
})

test('whoever leaves while reading one by one ends the reply', async () => {
  const { body, chunks, signal } = reading()
  void body.say({ a: 1 }, { a: 2 })
  for await (const chunk of chunks) {
    expect(chunk).toEqual({ a: 1 })
    break
  }
  expect(body.cancelled).toHaveLength(1)
  expect(getEventListeners(signal, 'abort')).toHaveLength(0)
})

test('an abort before anybody reads is told to who reads then', async () => {
  const { body, chunks, controller } = reading()
  void body.say({ a: 1 })
  await chunks.first()
  controller.abort(new Error('gone'))
  expect(body.cancelled).toEqual([new Error('gone')])
  await expect(chunks.each(() => null)).rejects.toThrow('gone')
})

test('an abort while somebody reads is told at once, also while that one is busy', async () => {
  const { body, chunks, controller } = reading()
  void body.say({ a: 1 })
  const over = chunks.each(() => new Promise(() => undefined))
  controller.abort(new Error('gone'))
  await expect(over).rejects.toThrow('gone')
  expect(body.cancelled).toEqual([new Error('gone')])
})

test('what breaks off after chunks is told as the upstream’s failure', async () => {
  const { body, chunks } = reading()
  void body.say({ a: 1 })
  const over = chunks.each(() => null)
  body.reader!.fail(new Error('aborted'))
  await expect(over).rejects.toMatchObject({ code: 'upstream_broken', message: 'The upstream hung up: aborted.' })
})

test('chunks that were whole before an endless one are handed over first', async () => {
  const { body, chunks } = reading({ limit: 50 })
  const taken: unknown[] = []
  void body.say({ a: 1 })
  const over = chunks.each((list) => (taken.push(...list), null))
  const endless = new TextEncoder().encode(`data: {"a":2}\n\ndata: {"a":"${'x'.repeat(99)}`)
  let thrown: unknown
  try {
    body.reader!.take(endless)
  } catch (error) {
    thrown = error
    body.reader!.fail(error)
  }
  expect(thrown).toMatchObject({ code: 'source/too-large' })
  await expect(over).rejects.toMatchObject({ code: 'upstream_broken' })
  expect(taken).toEqual([{ a: 1 }, { a: 2 }])
})

test('a taker that has had enough ends the reply; what one throws is told as it is, and not as the upstream’s failure', async () => {
  const enough = reading()
  void enough.body.say({ a: 1 })
  await enough.chunks.each(() => 'enough')
  expect(enough.body.cancelled).toHaveLength(1)
  const throwing = reading()
  void throwing.body.say({ a: 1 })
  const over = throwing.chunks.each(() => {
    throw new Error('mine')
  })
  await expect(over).rejects.toEqual(new Error('mine'))
  expect(throwing.body.cancelled).toEqual([new Error('mine')])
})

test('what a taker rejects with later is its own too', async () => {
  const { body, chunks } = reading()
  void body.say({ a: 1 })
  let times = 0
  const over = chunks.each(() => (++times === 1 ? null : Promise.reject(new Error('mine'))))
  const taken = body.say({ a: 2 })
  await expect(taken).rejects.toThrow('mine')
  body.reader!.fail(new Error('mine'))
  await expect(over).rejects.toEqual(new Error('mine'))
})

test('an abort that came before is told to who asks for the first chunks, and is no crash where nobody does', async () => {
  const body = new GivenBody()
  const heartbeat = new Heartbeat(100)
  const signal = AbortSignal.abort(new Error('gone'))
  const chunks = new HttpChunks(body, { signal, limit: 100, idle: { limit: 100, heartbeat: () => heartbeat } })
  await soon()
  await expect(chunks.first()).rejects.toThrow('gone')
  expect(body.cancelled).toEqual([new Error('gone')])
})

test('nothing is handed over after an abort', async () => {
  const { body, chunks, controller } = reading()
  void body.say({ a: 1 })
  const taken: unknown[] = []
  const over = chunks.each((list) => (taken.push(...list), null))
  controller.abort(new Error('gone'))
  await expect(over).rejects.toThrow('gone')
  expect(body.say({ a: 2 })).toBe('enough')
  body.reader!.end()
  expect(taken).toEqual([{ a: 1 }])
})

test('chunks may be asked for before the first one is there', async () => {
  const { body, chunks } = reading()
  const taken: unknown[] = []
  const over = chunks.each((list) => (taken.push(...list), null))
  body.say({ a: 1 })
  body.reader!.end()
  await over
  expect(taken).toEqual([{ a: 1 }])
})

test('silence is the upstream’s fault, but not while nobody is ready for more', async () => {
  const { body, chunks } = reading({ idle: 40 })
  void body.say({ a: 1 })
  const { promise: busy, resolve: isReady } = Promise.withResolvers<void>()
  const over = chunks.each(() => busy)
  await new Promise((resolve) => setTimeout(resolve, 120))
  expect(body.cancelled).toEqual([])
  isReady()
  await expect(over).rejects.toMatchObject({ code: 'upstream_timeout' })
  expect(body.cancelled).toHaveLength(1)
})

test('nothing is left behind at the end: no listener, no timer', async () => {
  const before = timers()
  const { body, chunks, signal } = reading()
  void body.say({ a: 1 })
  const over = chunks.each(() => null)
  await soon()
  body.reader!.end()
  await over
  expect(getEventListeners(signal, 'abort')).toHaveLength(0)
  expect(timers()).toBe(before)
})

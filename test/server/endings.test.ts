import { expect, test } from 'vitest'
import { eventually, framesIn, getStream, idOf, post, postStream } from './post.ts'
import { serving, type Serving } from './serving.ts'
import { speech, SpokenUpstream } from './spoken-upstream.ts'
import { sound } from './streams.ts'

async function retrieved(server: Serving, id: string) {
  return (await fetch(`${server.url}/responses/${id}`)).json()
}

function cancelled(server: Serving, id: string) {
  return fetch(`${server.url}/responses/${id}/cancel`, { method: 'POST' })
}

for (const background of [false, true]) {
  test(`cancelling in the middle ends the stream in order${background ? ', in the background' : ''}`, async () => {
    for (let said = 1; said <= speech.length; said += 1) {
      const upstream = new SpokenUpstream().say(...speech.slice(0, said))
      await using server = await serving({ upstream })
      const stream = await postStream(server, { background })
      const id = await idOf(stream)
      await eventually(() => upstream.taken === said, 'all is taken')
      const answer = await cancelled(server, id)
      expect(await answer.json()).toMatchObject({ id, status: 'cancelled' })
      expect(upstream.signal?.aborted).toBe(true)
      const events = await sound(await stream.all)
      expect(events.at(-1)).toMatchObject({ type: 'response.incomplete', response: { incomplete_details: null } })
      expect(await retrieved(server, id)).toMatchObject({ status: 'cancelled', usage: expect.any(Object) })
      expect(await (await getStream(server, id)).all).toBe(await stream.all)
      expect(await (await cancelled(server, id)).json()).toMatchObject({ id, status: 'cancelled' })
    }
  })
}

test('a queued response is cancelled before the model has answered', async () => {
  const upstream = new SpokenUpstream()
  await using server = await serving({ upstream })
  const queued = await (await post(server, { model: 'm', input: 'x', background: true })).json()
  expect(queued).toMatchObject({ status: 'queued', background: true })
  expect(await retrieved(server, queued.id)).toMatchObject({ status: 'queued' })
  expect(await (await cancelled(server, queued.id)).json()).toMatchObject({ status: 'cancelled' })
  expect(upstream.signal?.aborted).toBe(true)
  await sound(await (await getStream(server, queued.id)).all)
})

test('a response that has ended is not changed by being cancelled', async () => {
  await using server = await serving()
  const made = await (await post(server, { model: 'm', input: 'x' })).json()
  expect(await (await cancelled(server, made.id)).json()).toEqual(made)
})

test('a background response is queued, then in progress, then completed', async () => {
  const upstream = new SpokenUpstream()
  await using server = await serving({ upstream })
  const { id } = await (await post(server, { model: 'm', input: 'x', background: true })).json()
  upstream.say(...speech.slice(0, 2))
  await eventually(async () => (await retrieved(server, id)).status === 'in_progress', 'it runs')
  upstream.say(...speech.slice(2)).end()
  await eventually(async () => (await retrieved(server, id)).status === 'completed', 'it is over')
  const events = await sound(await (await getStream(server, id)).all)
  expect(events.map(({ type }) => type).slice(0, 3)).toEqual([
    'response.created',
    'response.queued',
    'response.in_progress',
  ])
})

test('a background response whose model refuses is failed', async () => {
  const upstream = new SpokenUpstream().fail(new Error('out of order'))
  await using server = await serving({ upstream })
  const { id } = await (await post(server, { model: 'm', input: 'x', background: true })).json()
  await eventually(async () => (await retrieved(server, id)).status === 'failed', 'it has failed')
  expect(await retrieved(server, id)).toMatchObject({ error: { message: 'out of order' } })
  await sound(await (await getStream(server, id)).all)
})

test('deleting in the middle ends the response and forgets it', async () => {
  const upstream = new SpokenUpstream().say(...speech.slice(0, 2))
  await using server = await serving({ upstream })
  const stream = await postStream(server)
  const id = await idOf(stream)
  const answer = await fetch(`${server.url}/responses/${id}`, { method: 'DELETE' })
  expect(await answer.json()).toEqual({ id, object: 'response', deleted: true })
  await sound(await stream.all)
  expect((await fetch(`${server.url}/responses/${id}`)).status).toBe(404)
})

test('a response that takes too long fails', async () => {
  const upstream = new SpokenUpstream().say(...speech.slice(0, 4))
  await using server = await serving({ upstream, maxDuration: 60 })
  const stream = await postStream(server)
  const events = await sound(await stream.all)
  expect(events.at(-1)).toMatchObject({ type: 'response.failed', response: { error: { code: 'server_error' } } })
  expect(upstream.signal?.aborted).toBe(true)
})

test('closing lets what runs finish', async () => {
  const upstream = new SpokenUpstream().say(...speech.slice(0, 2))
  await using server = await serving({ upstream })
  const stream = await postStream(server)
  await stream.until('Let me')
  const closed = server.core.close(5_000)
  expect((await post(server, { model: 'm', input: 'x' })).status).toBe(503)
  expect((await fetch(`${server.url.replace('/v1', '')}/ready`)).status).toBe(503)
  upstream.say(...speech.slice(2)).end()
  expect((await sound(await stream.all)).at(-1)?.type).toBe('response.completed')
  await closed
})

test('closing ends what does not finish, each stream in order', async () => {
  const upstream = new SpokenUpstream().say(...speech.slice(0, 2))
  await using server = await serving({ upstream })
  const stream = await postStream(server)
  await stream.until('Let me')
  await server.core.close(30)
  expect((await sound(await stream.all)).at(-1)?.type).toBe('response.failed')
})

test('nothing is kept where store is false', async () => {
  const upstream = new SpokenUpstream().say(...speech).end()
  await using server = await serving({ upstream })
  const stream = await postStream(server, { store: false })
  await sound(await stream.all)
  expect((await getStream(server, await idOf(stream))).response.status).toBe(404)
})

test('the last event is sent once the response can be found', async () => {
  const upstream = new SpokenUpstream().say(...speech).end()
  await using server = await serving({ upstream })
  const stream = await postStream(server)
  await stream.until('response.completed')
  const stored = await retrieved(server, await idOf(stream))
  const last = framesIn(await stream.all).at(-1)!
  expect(stored).toEqual(JSON.parse(last.slice(last.indexOf('{'))).response)
})

test('closing and the longest duration end what has not begun, as HTTP errors', async () => {
  await using slow = await serving({ upstream: new SpokenUpstream(), maxDuration: 50 })
  expect((await post(slow, { model: 'm', input: 'x', stream: true })).status).toBe(504)
  const upstream = new SpokenUpstream()
  await using server = await serving({ upstream })
  const asked = post(server, { model: 'm', input: 'x', stream: true })
  await eventually(() => upstream.signal !== undefined, 'the upstream is asked')
  await server.core.close(20)
  expect((await asked).status).toBe(503)
  expect(upstream.signal?.aborted).toBe(true)
})

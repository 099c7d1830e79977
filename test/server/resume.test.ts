import { expect, test } from 'vitest'
import { eventually, framesIn, getStream, idOf, postStream } from './post.ts'
import { serving } from './serving.ts'
import { speech, SpokenUpstream } from './spoken-upstream.ts'
import { SqliteStore } from '../../src/server/store/sqlite/store.ts'
import { MemoryStore } from '../../src/server/store/memory.ts'
import { sound } from './streams.ts'

const stores = [
  ['in memory', () => new MemoryStore()],
  ['in SQLite', () => new SqliteStore(':memory:')],
] as const

for (const [where, makeStore] of stores) {
  test(`a stream that is over is given again from every event on, byte for byte, ${where}`, async () => {
    const upstream = new SpokenUpstream().say(...speech).end()
    await using server = await serving({ upstream, store: makeStore() })
    const first = await postStream(server)
    const text = await first.all
    const events = await sound(text)
    const frames = framesIn(text)
    const id = await idOf(first)
    expect(await (await getStream(server, id)).all).toBe(text)
    for (const { sequence_number: after } of events) {
      expect(await (await getStream(server, id, after)).all).toBe(frames.slice(after + 1).join(''))
    }
    expect((await getStream(server, id, events.length)).response.status).toBe(400)
  })

  test(`a stream that runs is given from every event on, also from those to come, ${where}`, async () => {
    for (let said = 1; said <= speech.length; said += 1) {
      const upstream = new SpokenUpstream().say(...speech.slice(0, said))
      await using server = await serving({ upstream, store: makeStore(), logDelay: said % 2 === 0 ? 1 : 60_000 })
      const first = await postStream(server, said > 2 ? { background: true } : {})
      const id = await idOf(first)
      await eventually(() => upstream.taken === said, 'all is taken')
      const others = await Promise.all(Array.from({ length: 48 }, (_, after) => getStream(server, id, after)))
      upstream.say(...speech.slice(said)).end()
      const text = await first.all
      await sound(text)
      const frames = framesIn(text)
      for (const [after, other] of others.entries()) expect(await other.all).toBe(frames.slice(after + 1).join(''))
    }
  })
}

test('a reader comes back again and again', async () => {
  const upstream = new SpokenUpstream()
  await using server = await serving({ upstream, logDelay: 5 })
  const first = await postStream(server, { background: true })
  const id = await idOf(first)
  let text = ''
  for (const piece of speech) {
    upstream.say(piece)
    const reader = await getStream(server, id, text === '' ? undefined : framesIn(text).length - 1)
    await eventually(() => framesIn(reader.text).length > 0, 'something came')
    await new Promise((resolve) => setTimeout(resolve, 10))
    reader.leave()
    text += framesIn(reader.text).join('')
  }
  upstream.end()
  text += await (await getStream(server, id, framesIn(text).length - 1)).all
  expect(text).toBe(await first.all)
  await sound(text)
})

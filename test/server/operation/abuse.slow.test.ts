import { expect, test } from 'vitest'
import { post, postStream } from '../post.ts'
import { serve } from '../process.ts'
import { sound } from '../streams.ts'
import { answerOn, dropConnections, headFor, rawConnection } from './raw-client.ts'

async function metric(url: string, name: string): Promise<number> {
  const text = await (await fetch(new URL('/metrics', url))).text()
  return Number(new RegExp(`^${name} (\\S+)$`, 'm').exec(text)?.[1])
}

test('10,000 connections that are opened and dropped', async () => {
  await using served = await serve('--log-level', 'silent', '--tokens-per-second', '1000')
  await dropConnections(served, 2000, 100)
  const before = await metric(served.url, 'process_resident_memory_bytes')
  await dropConnections(served, 10_000, 100)
  await expect.poll(() => metric(served.url, 'counterpoint_active_responses'), { timeout: 20_000 }).toBe(0)
  await expect.poll(() => metric(served.url, 'process_open_fds'), { timeout: 20_000 }).toBeLessThan(60)
  expect((await metric(served.url, 'process_resident_memory_bytes')) - before).toBeLessThan(150 * 1024 * 1024)
  await sound(await (await postStream(served)).all)
})

test('500 clients that send one byte a second are cut, and the others are served meanwhile', async () => {
  await using served = await serve('--log-level', 'silent', '--request-timeout', '5', '--tokens-per-second', '0')
  const sockets = await Promise.all(Array.from({ length: 500 }, () => rawConnection(served)))
  const answers = Promise.all(sockets.map((socket) => answerOn(socket)))
  const head = headFor('content-length: 1000\r\n')
  let next = 0
  const dripping = setInterval(() => {
    for (const socket of sockets) if (!socket.destroyed) socket.write(head[next] ?? ' ')
    next += 1
  }, 1000)
  for (let count = 0; count < 20; count += 1) {
    const since = performance.now()
    expect((await post(served, { model: 'm', input: 'x' })).status).toBe(200)
    expect(performance.now() - since).toBeLessThan(1000)
  }
  for (const answer of await answers) expect(answer).toMatch(/^(?:HTTP\/1\.1 408 |$)/)
  clearInterval(dripping)
}, 60_000)

test('a hundred bodies of 100 MB', async () => {
  await using served = await serve('--log-level', 'silent', '--body-limit-mb', '8')
  const piece = Buffer.alloc(1024 * 1024, 'x')
  for (let count = 0; count < 100; count += 1) {
    const socket = await rawConnection(served)
    socket.write(headFor('transfer-encoding: chunked\r\n'))
    for (let sent = 0; sent < 100 && !socket.destroyed; sent += 1) {
      socket.write(`${piece.length.toString(16)}\r\n`)
      socket.write(piece)
      const isTaken = socket.write('\r\n')
      if (!isTaken)
        await new Promise((resolve) => socket.once('drain', resolve).once('close', resolve).once('data', resolve))
      if (socket.bytesRead > 0) break
    }
    socket.destroy()
  }
  expect(await metric(served.url, 'process_resident_memory_bytes')).toBeLessThan(600 * 1024 * 1024)
  expect((await post(served, { model: 'm', input: 'x' })).status).toBe(200)
}, 120_000)

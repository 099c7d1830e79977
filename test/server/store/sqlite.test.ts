import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, readFileSync, rmSync, truncateSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { afterAll, describe, expect, test } from 'vitest'
import { endStopped } from '../../../src/server/store/end-stopped.ts'
import { SqliteStore } from '../../../src/server/store/sqlite/store.ts'
import { oracle } from '../../oracle/values.ts'
import { batch, ended, made } from './records.ts'

const folder = mkdtempSync(join(tmpdir(), 'counterpoint-sqlite-'))
afterAll(() => rmSync(folder, { recursive: true }))

/** Starts a process that writes, and collects how far it says it came. */
function start(path: string, name: string): { child: ChildProcess; written: Map<string, number>; error: () => string } {
  const child = spawn(process.execPath, ['--no-warnings', join(import.meta.dirname, 'child.ts'), path, name])
  const written = new Map<string, number>()
  let [rest, error] = ['', '']
  child.stderr?.on('data', (chunk: Buffer) => (error += chunk.toString()))
  child.stdout?.on('data', (chunk: Buffer) => {
    const lines = (rest + chunk.toString()).split('\n')
    rest = lines.pop() ?? ''
    for (const line of lines) {
      const [id = '', last] = line.split(' ')
      written.set(id, Number(last))
    }
  })
  return { child, written, error: () => error }
}

async function until(isThere: () => boolean, error: () => string): Promise<void> {
  for (let waited = 0; !isThere(); waited += 5) {
    if (waited > 20_000 || error() !== '') throw new Error(`The child did not come so far: ${error()}`)
    await new Promise((resolve) => setTimeout(resolve, 5))
  }
}

function eventsOf(text: string): unknown[] {
  return text
    .split('\n\n')
    .filter(Boolean)
    .map((frame): unknown => JSON.parse(frame.split('\ndata: ')[1] ?? ''))
}

function opened(path: string): SqliteStore {
  return new SqliteStore(path)
}

/** A store as a crash leaves it: its runner is struck off as no living process would do. */
async function crashed(name: string, prepare: (store: SqliteStore) => Promise<void>): Promise<SqliteStore> {
  const path = join(folder, `${name}.db`)
  const store = new SqliteStore(path)
  await prepare(store)
  await store.close()
  return new SqliteStore(path)
}

describe('kill -9', () => {
  test.each([3, 17, 60])('while two processes write: after %i responses all is whole', async (count) => {
    const path = join(folder, `kill-${count}.db`)
    const runs = [start(path, 'one'), start(path, 'two')]
    for (const { written, error } of runs) await until(() => written.size >= count, error)
    for (const { child } of runs) child.kill('SIGKILL')
    await Promise.all(runs.map(({ child }) => once(child, 'close')))

    const store = new SqliteStore(path)
    const recovered = await store.recover((stopped) => endStopped(stopped))
    const ids = runs.flatMap(({ written }) => [...written.keys()])
    expect(recovered).toEqual(expect.arrayContaining(ids))
    expect(await store.recover((stopped) => endStopped(stopped))).toEqual([])
    for (const { written } of runs) {
      for (const [id, last] of written) {
        const record = await store.get(id, 'owner')
        expect(record?.status).toBe('failed')
        expect(JSON.parse(record?.response ?? '')).toMatchObject({
          id,
          status: 'failed',
          error: { code: 'server_error' },
        })
        const page = await store.frames(id, -1)
        const events = eventsOf(page?.batches.map(({ text }) => text).join('') ?? '')
        expect(page?.isEnd).toBe(true)
        // What was written is there, and the stream is whole to its end.
        expect(events.length).toBeGreaterThan(last)
        expect(oracle(events)).toEqual([])
        const { turns } = await store.chain(id, 'owner', 1)
        expect(turns[0]?.output.map(({ json }) => JSON.parse(json).type)).toEqual(['reasoning', 'message'])
      }
    }
    await store.close()
  })

  test('another process that still lives is left alone', async () => {
    const path = join(folder, 'alive.db')
    const { child, written, error } = start(path, 'one')
    await until(() => written.size >= 2, error)
    const store = new SqliteStore(path)
    expect(await store.recover((stopped) => endStopped(stopped))).toEqual([])
    const [id = ''] = written.keys()
    expect((await store.get(id, 'owner'))?.status).toBe('in_progress')
    child.kill('SIGKILL')
    await once(child, 'close')
    expect(await store.recover((stopped) => endStopped(stopped))).toContain(id)
    await store.close()
  })
})

describe('recovery', () => {
  test('ends what cannot be told to its machine as failed, all the same', async () => {
    const store = await crashed('unreadable', async (before) => {
      await before.create(made('a', { begin: 'not json' }))
      await before.append('a', batch(0, 3))
    })
    expect(await store.recover((stopped) => endStopped(stopped))).toEqual(['a'])
    expect(await store.get('a', 'owner')).toMatchObject({ status: 'failed', last: 3 })
    await store.close()
  })

  test('cancels what somebody wanted cancelled', async () => {
    const input = { seed: '', response: { id: 'a', created_at: 1 } }
    const store = await crashed('cancelled', async (before) => {
      await before.create(made('a', { status: 'queued', begin: JSON.stringify({ input: { ...input, queued: true } }) }))
      await before.requestCancel('a', 'owner')
    })
    expect(await store.recover((stopped) => endStopped(stopped))).toEqual(['a'])
    const record = await store.get('a', 'owner')
    expect(record?.status).toBe('cancelled')
    expect(JSON.parse(record?.response ?? '')).toMatchObject({ status: 'cancelled' })
    const page = await store.frames('a', -1)
    expect(oracle(eventsOf(page?.batches[0]?.text ?? ''))).toEqual([])
    await store.close()
  })

  test('does not touch what has ended', async () => {
    const store = await crashed('ended', async (before) => {
      await before.create(made('a'))
      await before.end('a', ended('a', ['out'], { batch: batch(0, 3) }))
    })
    expect(await store.recover(() => ended('a'))).toEqual([])
    expect(await store.frames('a', -1)).toEqual({ batches: [batch(0, 3)], isEnd: true })
    await store.close()
  })
})

describe('a file that is no store of ours', () => {
  test('is refused in one sentence that says what to do, and left as it was', async () => {
    const text = join(folder, 'text.db')
    writeFileSync(
      text,
      'This is not a database, but it is long enough to look like the header of one to SQLite. '.repeat(9),
    )
    const before = readFileSync(text)
    expect(() => opened(text)).toThrow(expect.objectContaining({ code: 'store/corrupt' }))
    expect(() => opened(text)).toThrow(/text\.db.*move it away/)
    expect(readFileSync(text)).toEqual(before)

    const foreign = join(folder, 'foreign.db')
    const database = new DatabaseSync(foreign)
    database.exec('CREATE TABLE theirs (a)')
    database.close()
    expect(() => opened(foreign)).toThrow(/another program's SQLite file/)
    expect(() => opened(join(folder, 'no', 'such', 'folder.db'))).toThrow(
      expect.objectContaining({ code: 'store/unusable' }),
    )
  })

  test('is refused where a newer version wrote it', async () => {
    const path = join(folder, 'newer.db')
    await opened(path).close()
    const database = new DatabaseSync(path)
    database.exec('PRAGMA user_version = 99')
    database.close()
    expect(() => opened(path)).toThrow(expect.objectContaining({ code: 'store/version' }))
  })

  test('is refused where it was cut or overwritten, at once or with the first broken page', async () => {
    const path = join(folder, 'cut.db')
    const store = opened(path)
    for (let at = 0; at < 50; at += 1) {
      await store.create(made(`r${at}`))
      await store.append(`r${at}`, { first: 0, last: 0, text: 'x'.repeat(5_000) })
    }
    await store.close()
    truncateSync(path, Math.floor(readFileSync(path).length / 2))
    const readAll = async () => {
      const broken = opened(path)
      try {
        for (let at = 0; at < 50; at += 1) await broken.frames(`r${at}`, -1)
      } finally {
        await broken.close()
      }
    }
    await expect(readAll()).rejects.toMatchObject({ code: 'store/corrupt' })
  })
})

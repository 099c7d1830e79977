import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { chmodSync, mkdtempSync, readFileSync, rmSync, statSync, truncateSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { afterAll, describe, expect, test } from 'vitest'
import { endStopped } from '../../../src/server/store/end-stopped.ts'
import { migrations } from '../../../src/server/store/sqlite/migrations.ts'
import { birthOf, isAlive } from '../../../src/server/store/sqlite/process-life.ts'
import { SqliteStore } from '../../../src/server/store/sqlite/store.ts'
import { oracle } from '../../oracle/values.ts'
import { batch, ended, made } from './records.ts'

const folder = mkdtempSync(join(tmpdir(), 'counterpoint-sqlite-'))
afterAll(() => rmSync(folder, { recursive: true }))

/** Starts a process that writes, and collects how far it says it came. */
function start(path: string, name: string) {
  return listening(spawn(process.execPath, ['--no-warnings', join(import.meta.dirname, 'child.ts'), path, name]))
}

function listening(child: ChildProcess): { child: ChildProcess; written: Map<string, number>; error: () => string } {
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

const onLinux = process.platform === 'linux'

describe.skipIf(!onLinux)(`a dead process whose id is still there${onLinux ? '' : ' (only Linux tells)'}`, () => {
  test('as a zombie, which its parent has not looked at, has left its responses', async () => {
    const path = join(folder, 'zombie.db')
    const file = join(import.meta.dirname, 'child.ts')
    // The shell becomes `sleep`, which looks at no children.
    const script = '"$0" --no-warnings "$1" "$2" one & echo "pid $!"; exec sleep 60'
    const parent = spawn('sh', ['-c', script, process.execPath, file, path])
    const { written, error } = listening(parent)
    await until(() => written.size >= 3, error)
    const pid = written.get('pid') ?? 0
    process.kill(pid, 'SIGKILL')
    await until(() => readFileSync(`/proc/${pid}/stat`, 'utf8').includes(') Z '), error)
    const store = new SqliteStore(path)
    expect(await store.recover((stopped) => endStopped(stopped))).toContain('one_0')
    await store.close()
    parent.kill('SIGKILL')
    await once(parent, 'close')
  })

  test('as another process, which was given it later, has left its responses', async () => {
    const path = join(folder, 'reused.db')
    const { child, written, error } = start(path, 'one')
    await until(() => written.size >= 2, error)
    child.kill('SIGKILL')
    await once(child, 'close')
    const raw = new DatabaseSync(path)
    raw.prepare('UPDATE runners SET pid = ?').run(process.ppid)
    raw.close()
    const store = new SqliteStore(path)
    expect(await store.recover((stopped) => endStopped(stopped))).toContain('one_0')
    await store.close()
  })

  test('is told from one that lives, whatever its name', () => {
    expect(isAlive(process.ppid, birthOf(process.ppid))).toBe(true)
    expect(isAlive(process.ppid, birthOf(process.pid))).toBe(false)
    expect(isAlive(2 ** 22 + 1, 'x')).toBe(false)
    // Without a birth, whoever has the id is taken for it.
    expect(isAlive(process.ppid, null)).toBe(true)
    expect(isAlive(2 ** 22 + 1, null)).toBe(false)
  })
})

test('what this process gave up itself is ended, and what it runs is not', async () => {
  const store = new SqliteStore(join(folder, 'own.db'))
  for (const id of ['a', 'b']) await store.create(made(id, { begin: 'not json' }))
  expect(await store.recover((stopped) => endStopped(stopped))).toEqual([])
  expect(
    await store.recover(
      (stopped) => endStopped(stopped),
      (id) => id === 'a',
    ),
  ).toEqual(['b'])
  await store.append('a', batch(0, 3))
  await store.close()
})

test('batches that come together are written together, and one that is refused is no other’s failure', async () => {
  const store = new SqliteStore(join(folder, 'together.db'))
  for (const id of ['a', 'b', 'c']) await store.create(made(id))
  await store.delete('b', 'owner')
  const appended = ['a', 'b', 'c', 'a'].map((id, at) => store.append(id, batch(at === 3 ? 4 : 0, at === 3 ? 5 : 3)))
  const [a, b, c, again] = await Promise.allSettled(appended)
  expect([a, c, again].map((each) => each?.status)).toEqual(['fulfilled', 'fulfilled', 'fulfilled'])
  expect(b).toMatchObject({ status: 'rejected', reason: { code: 'store/unknown' } })
  expect((await store.get('a', 'owner'))?.last).toBe(5)
  // What waits is written before an end, and before the file is closed.
  const [late] = [store.append('a', batch(6, 6)), await store.end('a', ended('a', [], { batch: batch(7, 8) }))]
  await late
  const last = store.append('c', batch(4, 4))
  await store.close()
  await last
})

const modeOf = (path: string) => (statSync(path).mode & 0o777).toString(8)

test.skipIf(process.platform === 'win32')(
  'a new file is its owner’s alone; one that is there keeps its mode',
  async () => {
    const path = join(folder, 'mode.db')
    const store = new SqliteStore(path)
    await store.create(made('a'))
    expect(['', '-wal', '-shm'].map((end) => modeOf(path + end))).toEqual(['600', '600', '600'])
    await store.close()
    chmodSync(path, 0o640)
    const again = new SqliteStore(path)
    expect(['', '-wal', '-shm'].map((end) => modeOf(path + end))).toEqual(['640', '640', '640'])
    await again.close()
  },
)

test('a file of the first version is taken over', async () => {
  const path = join(folder, 'first.db')
  const raw = new DatabaseSync(path)
  raw.exec(`${migrations[0]}; PRAGMA user_version = 1; PRAGMA application_id = ${0x43_50_74_52}`)
  raw.exec("INSERT INTO runners VALUES ('old', 'elsewhere', 1, 0)")
  raw.close()
  const store = new SqliteStore(path)
  await store.create(made('a'))
  expect((await store.get('a', 'owner'))?.status).toBe('in_progress')
  await store.close()
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

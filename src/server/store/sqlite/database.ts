import { closeSync, existsSync, openSync } from 'node:fs'
import { DatabaseSync, type SQLInputValue, type SQLOutputValue, type StatementSync } from 'node:sqlite'
import { StoreError } from '../error.ts'
import { FileLocked } from './locked.ts'
import { migrations } from './migrations.ts'
import { FileQueue } from './file-queue.ts'

/** A row as SQLite gives it. */
export type Row = Record<string, SQLOutputValue>

/** Marks a file as this package's: `CPtR`. */
const applicationId = 0x43_50_74_52

/** Milliseconds for which the driver waits for a locked file, and this process with it: while it is opened, for long. */
const waitAtStart = 5_000

/** Later only as long as the short writes of a second server take. What takes longer is waited for in turns. */
const waitLater = 10

/** Milliseconds for which a locked file is waited for where nobody has said how long. */
const usualPatience = 10_000

/**
 * A SQLite file with its statements prepared once, and its errors told in words. While it is opened, all is done at
 * once. Then it is read by `read` and written by `write`, whose steps call `run`, `get` and `all`.
 */
export class Database {
  readonly #path: string
  readonly #database: DatabaseSync
  readonly #statements = new Map<string, StatementSync>()
  /** Readers wait for themselves: in a write-ahead log who writes keeps nobody from reading. */
  readonly #reads = new FileQueue(usualPatience)
  readonly #writes = new FileQueue(usualPatience)

  /**
   * Opens a file, or makes it; `:memory:` for none.
   *
   * @throws StoreError `store/corrupt`, `store/version`, `store/unusable`
   */
  constructor(path: string) {
    this.#path = path
    createPrivate(path)
    this.#database = this.#tell(() => new DatabaseSync(path))
    try {
      this.#tell(() => this.#prepare())
    } catch (error) {
      this.#database.close()
      throw error
    }
  }

  get isOpen(): boolean {
    return this.#database.isOpen
  }

  /** From now on a locked file stops nothing else for more than a moment. */
  endOpening(): void {
    this.#database.exec(`PRAGMA busy_timeout = ${waitLater}`)
  }

  /** Sets for how many milliseconds a locked file is waited for. */
  set patience(milliseconds: number) {
    this.#reads.patience = milliseconds
    this.#writes.patience = milliseconds
  }

  /**
   * Reads: at once, before this returns, or when the file is no longer locked.
   *
   * @param steps may be done again
   * @throws StoreError
   */
  read<Result>(steps: () => Result): Promise<Result> {
    return this.#reads.take(steps)
  }

  /**
   * Writes: as `transaction` does, at once, before this returns, or when the file is no longer locked. One write after
   * the other, as they were asked for.
   *
   * @param steps may be done again: they must change nothing but the file
   * @throws StoreError
   */
  write<Result>(steps: () => Result): Promise<Result> {
    return this.#writes.take(() => this.transaction(steps))
  }

  run(sql: string, ...values: SQLInputValue[]): number {
    return this.#tell(() => Number(this.#statement(sql).run(...values).changes))
  }

  get(sql: string, ...values: SQLInputValue[]): Row | undefined {
    return this.#tell(() => this.#statement(sql).get(...values))
  }

  all(sql: string, ...values: SQLInputValue[]): Row[] {
    return this.#tell(() => this.#statement(sql).all(...values))
  }

  /** Runs steps as one: all are written, or none. `IMMEDIATE`, or two writers that read first would refuse each other. */
  transaction<Result>(steps: () => Result): Result {
    this.run('BEGIN IMMEDIATE')
    try {
      const result = steps()
      this.run('COMMIT')
      return result
    } catch (error) {
      if (this.#database.isOpen && this.#database.isTransaction) this.#database.exec('ROLLBACK')
      throw error
    }
  }

  close(): void {
    if (!this.#database.isOpen) return
    this.#statements.clear()
    this.#database.close()
  }

  #prepare(): void {
    this.#database.exec(`PRAGMA busy_timeout = ${waitAtStart}; PRAGMA foreign_keys = ON; PRAGMA temp_store = MEMORY`)
    // In this order: another process that makes the file now writes both at once.
    const tables = this.#database.prepare('SELECT count(*) AS n FROM sqlite_schema').get()
    const application = this.#pragma('application_id')
    if (application !== applicationId && (application !== 0 || tables?.['n'] !== 0)) {
      const mend = 'name another file, or one that does not exist yet'
      throw new StoreError('store/corrupt', `${this.#path} is another program's SQLite file; ${mend}.`)
    }
    // NORMAL with a write-ahead log: a killed process loses nothing, a power cut at most the last moments.
    // A checkpoint waits for the disk, and this process with it: each 16 MB instead of 4, as every token is written.
    this.#database.exec('PRAGMA synchronous = NORMAL; PRAGMA wal_autocheckpoint = 4000')
    this.#switchToLog()
    this.transaction(() => this.#migrate())
  }

  /** Where two processes make the file at once, SQLite refuses one of them here without waiting. */
  #switchToLog(): void {
    const giveUp = performance.now() + waitAtStart
    for (;;) {
      try {
        this.#tell(() => this.#database.exec('PRAGMA journal_mode = WAL'))
        return
      } catch (error) {
        if (!(error instanceof FileLocked) || performance.now() > giveUp) throw error
      }
      Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, waitLater)
    }
  }

  #migrate(): void {
    const version = this.#pragma('user_version')
    if (version > migrations.length) {
      const found = `schema ${version}, and this version reads up to ${migrations.length}`
      throw new StoreError('store/version', `${this.#path} has ${found}; use the newer version, or another file.`)
    }
    if (version === migrations.length) return
    for (const migration of migrations.slice(version)) this.#database.exec(migration)
    this.#database.exec(`PRAGMA user_version = ${migrations.length}; PRAGMA application_id = ${applicationId}`)
  }

  #pragma(name: 'application_id' | 'user_version'): number {
    return Number(this.#database.prepare(`PRAGMA ${name}`).get()?.[name] ?? 0)
  }

  #statement(sql: string): StatementSync {
    if (!this.#database.isOpen) throw new StoreError('store/closed', `The store ${this.#path} is closed.`)
    const known = this.#statements.get(sql)
    if (known !== undefined) return known
    const statement = this.#database.prepare(sql)
    this.#statements.set(sql, statement)
    return statement
  }

  #tell<Result>(step: () => Result): Result {
    try {
      return step()
    } catch (error) {
      throw error instanceof StoreError ? error : this.#inWords(error)
    }
  }

  #inWords(error: unknown): unknown {
    if (!(error instanceof Error)) return error
    const code = 'errcode' in error && typeof error.errcode === 'number' ? error.errcode & 0xff : 0
    const said = `${this.#path}: ${error.message}`
    if (code === 11 || code === 26) {
      const mend = 'restore it from a copy, or move it away and start with a new one'
      return new StoreError('store/corrupt', `The store is damaged or no SQLite file (${said}); ${mend}.`, {
        cause: error,
      })
    }
    if (code === 0) return error
    if (code === 5) return new FileLocked(this.#path, error)
    const mend = 'look at its folder, its rights, the free space, and who else writes to it'
    return new StoreError('store/unusable', `The store cannot be used (${said}); ${mend}.`, { cause: error })
  }
}

/**
 * Makes the file where there is none, readable to its owner alone: it holds what clients said. SQLite gives its other
 * files the same rights. One that is there is not even opened: closing it again would end the locks that this process
 * has on it by another connection.
 */
function createPrivate(path: string): void {
  if (path === ':memory:' || path.startsWith('file:') || existsSync(path)) return
  try {
    closeSync(openSync(path, 'a', 0o600))
  } catch {
    // SQLite will say what is wrong, in the words of all its errors.
  }
}

/**
 * The store in a SQLite file; needs `node:sqlite`.
 *
 * @module counterpoint/server/sqlite
 */
import { checkOrder, cutBatch } from '../batch.ts'
import { StoreError } from '../error.ts'
import { itemPage } from '../item-page.ts'
import { type Chain, type Ending, isEnded, type LogPage, type NewBatch, type NewResponse } from '../record.ts'
import type { StoredCall, StoredItem, StoredResponse, StoreLimits, Turn } from '../record.ts'
import { sizeOf } from '../size.ts'
import type { Store } from '../store.ts'
import { Appends } from './appends.ts'
import { Database } from './database.ts'
import { recover } from './recover.ts'
import { callsOf } from './calls.ts'
import { itemOf, number, responseOf, text } from './row.ts'
import { Runner } from './runners.ts'
import { sweep } from './sweep.ts'

const selectResponse = 'SELECT r.*, d.response FROM responses r JOIN documents d ON d.response_id = r.id'
const isThere = '(expires_at IS NULL OR expires_at > ? OR ended_at IS NULL)'

/** How many responses are made between two looks at the limits. */
const sweepEvery = 100

/**
 * Keeps responses in a SQLite file, which several processes may share. `node:sqlite` is synchronous: a call blocks this
 * process for its one short transaction. Where another process locks the file, calls are made again until it is free;
 * for 10 s at the most, where `waitAtMost` says nothing else.
 */
export class SqliteStore implements Store {
  readonly isDurable: boolean
  readonly #database: Database
  readonly #appends: Appends
  readonly #runner: Runner
  readonly #limits: StoreLimits
  #made = 0
  #closed: Promise<void> | undefined

  /** @throws StoreError `store/corrupt`, `store/version`, `store/unusable`, as the file is opened or made */
  constructor(path: string, limits: StoreLimits = {}) {
    this.isDurable = path !== ':memory:'
    this.#database = new Database(path)
    this.#appends = new Appends(this.#database, (id, batch) => this.#append(id, batch))
    this.#runner = new Runner(this.#database)
    this.#limits = limits
    this.#database.endOpening()
  }

  waitAtMost(limit: number): void {
    this.#database.patience = limit
  }

  async create(response: NewResponse): Promise<void> {
    const { id, owner, previousId, status, isLogged, input, createdAt, expiresAt, begin } = response
    const size = response.response.length + begin.length + sizeOf(input)
    await this.#database.write(() => {
      const made = this.#database.run(
        `INSERT OR IGNORE INTO responses (id, owner, previous_id, status, is_logged, size, created_at, expires_at, runner)
         VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)`,
        id,
        owner,
        previousId,
        status,
        isLogged ? 1 : 0,
        size,
        createdAt,
        expiresAt,
        this.#runner.id,
      )
      if (made === 0) throw new StoreError('store/exists', `There is a response ${id} already.`)
      this.#database.run('INSERT INTO documents VALUES (?, ?, ?)', id, response.response, begin)
      this.#insertItems(id, 'input', input)
    })
    this.#made += 1
    if (this.#made % sweepEvery === 0) await this.sweep()
  }

  async start(id: string, response: string): Promise<void> {
    await this.#database.write(() => {
      const started = this.#database.run(
        "UPDATE responses SET status = 'in_progress' WHERE id = ? AND ended_at IS NULL",
        id,
      )
      if (started === 0) throw this.#refusal(id)
      this.#database.run('UPDATE documents SET response = ? WHERE response_id = ?', response, id)
    })
  }

  async append(id: string, batch: NewBatch): Promise<{ isCancelRequested: boolean }> {
    return this.#appends.add(id, batch)
  }

  async end(id: string, ending: Ending): Promise<void> {
    this.#appends.flush()
    await this.#database.write(() => this.#end(id, ending))
  }

  async get(id: string, owner: string): Promise<StoredResponse | undefined> {
    return this.#database.read(() => this.#get(id, owner))
  }

  async frames(id: string, after: number, limit = 1_000): Promise<LogPage | undefined> {
    return this.#database.read(() => this.#frames(id, after, limit))
  }

  async delete(id: string, owner: string): Promise<boolean> {
    const remove = `DELETE FROM responses WHERE id = ? AND owner = ? AND ${isThere}`
    return this.#database.write(() => this.#database.run(remove, id, owner, Date.now()) === 1)
  }

  async requestCancel(id: string, owner: string): Promise<StoredResponse | undefined> {
    const update = 'UPDATE responses SET cancel_requested = 1 WHERE id = ? AND owner = ? AND ended_at IS NULL'
    return this.#database.write(() => {
      this.#database.run(update, id, owner)
      return this.#get(id, owner)
    })
  }

  async isCancelRequested(id: string): Promise<boolean> {
    const select = 'SELECT cancel_requested FROM responses WHERE id = ?'
    const row = await this.#database.read(() => this.#database.get(select, id))
    return row === undefined || number(row, 'cancel_requested') === 1
  }

  async inputItems(...[id, owner, page]: Parameters<Store['inputItems']>) {
    const items = await this.#database.read(() => this.#get(id, owner) && this.#items(id, 'input'))
    return items && itemPage(items, page)
  }

  async chain(id: string, owner: string, limit: number): Promise<Chain> {
    return this.#database.read(() => this.#chain(id, owner, limit))
  }

  async itemsById(ids: readonly string[], owner: string, side?: 'output'): Promise<Map<string, StoredItem>> {
    return this.#database.read(() => this.#itemsById(ids, owner, side))
  }

  async markCall(...[id, callId, mark]: Parameters<Store['markCall']>): Promise<boolean> {
    return this.#database.write(() => {
      if (this.#database.get('SELECT 1 FROM responses WHERE id = ? AND ended_at IS NULL', id) === undefined) {
        throw this.#refusal(id)
      }
      if (mark.state === 'started') {
        const insert = "INSERT OR IGNORE INTO calls (response_id, call_id, state, call) VALUES (?, ?, 'started', ?)"
        return this.#grow(id, mark.call ?? '', this.#database.run(insert, id, callId, mark.call ?? null) === 1)
      }
      const update = `UPDATE calls SET state = 'finished', output = ?
        WHERE response_id = ? AND call_id = ? AND state = 'started'`
      return this.#grow(id, mark.output, this.#database.run(update, mark.output, id, callId) === 1)
    })
  }

  async callsOf(id: string): Promise<StoredCall[]> {
    return this.#database.read(() => callsOf(this.#database, id))
  }

  async claimApproval(itemId: string, owner: string, responseId: string): Promise<string | undefined> {
    return this.#database.write(() => {
      const holder = this.#database.get(
        `SELECT i.response_id FROM items i JOIN responses r ON r.id = i.response_id
         WHERE i.id = ? AND i.side = 'output' AND r.owner = ? AND ${isThere} ORDER BY r.number LIMIT 1`,
        itemId,
        owner,
        Date.now(),
      )
      if (holder === undefined) return undefined
      const id = text(holder, 'response_id')
      this.#database.run('INSERT OR IGNORE INTO approvals VALUES (?, ?, ?)', itemId, id, responseId)
      const select = 'SELECT claimed_by FROM approvals WHERE response_id = ? AND item_id = ?'
      const claim = this.#database.get(select, id, itemId)
      return claim && text(claim, 'claimed_by')
    })
  }

  async recover(...[end, isRunning]: Parameters<Store['recover']>): Promise<string[]> {
    const write = (id: string, ending: Ending) => this.#end(id, ending)
    return recover(this.#database, this.#runner, { end, isRunning, write })
  }

  async sweep(now = Date.now()): Promise<number> {
    return sweep(this.#database, this.#limits, now)
  }

  async close(): Promise<void> {
    this.#closed ??= this.#close()
    return this.#closed
  }

  async #close(): Promise<void> {
    this.#appends.flush()
    try {
      await this.#runner.close()
    } finally {
      this.#database.close()
    }
  }

  #get(id: string, owner: string): StoredResponse | undefined {
    const row = this.#database.get(`${selectResponse} WHERE id = ? AND owner = ? AND ${isThere}`, id, owner, Date.now())
    return row && responseOf(row)
  }

  #frames(id: string, after: number, limit: number): LogPage | undefined {
    // Two processes: a status that is read first is never newer than the frames.
    const status = this.#database.get('SELECT ended_at FROM responses WHERE id = ?', id)
    if (status === undefined) return undefined
    const rows = this.#database.all(
      'SELECT first, last, text FROM frames WHERE response_id = ? AND last > ? ORDER BY last LIMIT ?',
      id,
      after,
      limit + 1,
    )
    const batches = rows.map((row) => ({
      first: number(row, 'first'),
      last: number(row, 'last'),
      text: text(row, 'text'),
    }))
    const isEnd = status['ended_at'] !== null && batches.length <= limit
    return { batches: batches.slice(0, limit).map((batch) => cutBatch(batch, after)), isEnd }
  }

  #chain(id: string, owner: string, limit: number): Chain {
    const turns: Turn[] = []
    for (let next: string | null = id; next !== null;) {
      if (turns.length === limit) return { turns, broken: { id: next, why: 'limit' } }
      const response: StoredResponse | undefined = this.#get(next, owner)
      if (response === undefined) return { turns, broken: { id: next, why: 'missing' } }
      const [input, output] = [this.#items(next, 'input'), this.#items(next, 'output')]
      turns.unshift({ id: next, status: response.status, input, output })
      next = response.previousId
    }
    return { turns, broken: null }
  }

  #itemsById(ids: readonly string[], owner: string, side?: 'output'): Map<string, StoredItem> {
    const found = new Map<string, StoredItem>()
    for (const id of new Set(ids)) {
      const row = this.#database.get(
        `SELECT i.id, i.json FROM items i JOIN responses r ON r.id = i.response_id
         WHERE i.id = ? AND i.side IN (?, 'output') AND r.owner = ? AND ${isThere} ORDER BY r.number DESC LIMIT 1`,
        id,
        side ?? 'input',
        owner,
        Date.now(),
      )
      if (row !== undefined) found.set(id, itemOf(row))
    }
    return found
  }

  #append(id: string, batch: NewBatch): { isCancelRequested: boolean } {
    const { first, last, text, journal = '' } = batch
    const row = this.#database.get(
      `UPDATE responses SET last = ?, size = size + ? WHERE id = ? AND ended_at IS NULL AND last = ?
       RETURNING is_logged, cancel_requested`,
      last,
      text.length + journal.length,
      id,
      last >= first ? first - 1 : null,
    )
    if (row === undefined) throw this.#refusal(id, batch)
    if (row['is_logged'] === 1) this.#database.run('INSERT INTO frames VALUES (?, ?, ?, ?)', id, last, first, text)
    if (journal !== '') this.#database.run('INSERT INTO journal VALUES (?, ?, ?)', id, last, journal)
    return { isCancelRequested: row['cancel_requested'] === 1 }
  }

  #end(id: string, { status, response, output, batch, at }: Ending): void {
    if (batch !== undefined) this.#append(id, batch)
    const ended = this.#database.run(
      'UPDATE responses SET status = ?, ended_at = ?, size = size + ? WHERE id = ? AND ended_at IS NULL',
      status,
      at,
      sizeOf(output),
      id,
    )
    if (ended === 0) throw this.#refusal(id)
    this.#database.run('UPDATE documents SET response = ? WHERE response_id = ?', response, id)
    this.#insertItems(id, 'output', output)
    this.#database.run('DELETE FROM journal WHERE response_id = ?', id)
  }

  /** Counts a text that was written. */
  #grow(id: string, written: string, isWritten: boolean): boolean {
    if (isWritten) this.#database.run('UPDATE responses SET size = size + ? WHERE id = ?', written.length, id)
    return isWritten
  }

  #insertItems(id: string, side: 'input' | 'output', items: readonly StoredItem[]): void {
    for (const [position, item] of items.entries()) {
      this.#database.run('INSERT INTO items VALUES (?, ?, ?, ?, ?)', id, side, position, item.id, item.json)
    }
  }

  #items(id: string, side: 'input' | 'output'): StoredItem[] {
    const select = 'SELECT id, json FROM items WHERE response_id = ? AND side = ? ORDER BY position'
    return this.#database.all(select, id, side).map(itemOf)
  }

  /** Why a running response's row was not changed. */
  #refusal(id: string, batch?: NewBatch): StoreError {
    const row = this.#database.get(`${selectResponse} WHERE id = ?`, id)
    if (row === undefined)
      return new StoreError('store/unknown', `There is no response ${id}; it may have been deleted.`)
    const { status, last } = responseOf(row)
    if (isEnded(status)) return new StoreError('store/ended', `The response ${id} has ended already.`)
    if (batch !== undefined) checkOrder(id, last, batch)
    return new StoreError('store/unusable', `The response ${id} was not changed.`)
  }
}

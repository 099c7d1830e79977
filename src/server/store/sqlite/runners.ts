import { randomUUID } from 'node:crypto'
import { hostname } from 'node:os'
import { birthOf, isAlive } from './process-life.ts'
import type { Database, Row } from './database.ts'
import { number, text } from './row.ts'

/** After so long without a sign of life a runner on another machine is taken for dead. */
const silence = 60_000

/** The runners of this very process: a container's process may have its predecessor's pid. */
const here = new Set<string>()

/** An open store as others see it: who runs a response, and whether it still lives. */
export class Runner {
  readonly id = randomUUID()
  readonly #database: Database
  readonly #timer: NodeJS.Timeout

  constructor(database: Database) {
    this.#database = database
    here.add(this.id)
    database.run(
      'INSERT INTO runners VALUES (?, ?, ?, ?, ?)',
      this.id,
      hostname(),
      process.pid,
      Date.now(),
      birthOf(process.pid),
    )
    this.#timer = setInterval(() => void this.#touch(), silence / 4)
    this.#timer.unref()
  }

  /** The runners that left responses behind and will not come back. */
  dead(): string[] {
    const rows = this.#database.all(
      `SELECT DISTINCT r.runner AS id, n.host, n.pid, n.seen_at, n.birth
       FROM responses r LEFT JOIN runners n ON n.id = r.runner WHERE r.ended_at IS NULL`,
    )
    return rows.filter((row) => isDead(row)).map((row) => text(row, 'id'))
  }

  /** Strikes dead runners off. Those of machines that went silent are gone a day later. */
  strike(dead: readonly string[]): void {
    for (const id of dead) this.#database.run('DELETE FROM runners WHERE id = ?', id)
    this.#database.run('DELETE FROM runners WHERE seen_at < ?', Date.now() - 1440 * silence)
  }

  async close(): Promise<void> {
    clearInterval(this.#timer)
    here.delete(this.id)
    await this.#database.write(() => this.#database.run('DELETE FROM runners WHERE id = ?', this.id))
  }

  async #touch(): Promise<void> {
    const update = 'UPDATE runners SET seen_at = ? WHERE id = ?'
    try {
      await this.#database.write(() => this.#database.run(update, Date.now(), this.id))
    } catch {
      // A busy or full store: the next write tells its caller, and the next sign of life is a quarter away.
    }
  }
}

function isDead(row: Row): boolean {
  const id = text(row, 'id')
  if (here.has(id)) return false
  // Its row goes when its store is closed in order.
  if (row['host'] === null) return true
  if (text(row, 'host') === hostname() && !isOther(number(row, 'pid'), row['birth'])) return true
  return number(row, 'seen_at') < Date.now() - silence
}

/** Whether the runner's process lives, and is another one than this. Where no birth is known, the silence tells in the end. */
function isOther(pid: number, birth: unknown): boolean {
  return pid !== process.pid && isAlive(pid, typeof birth === 'string' ? birth : null)
}

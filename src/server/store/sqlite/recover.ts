import { endAsFailed } from '../failed.ts'
import type { Ending, StoppedResponse } from '../record.ts'
import type { Database } from './database.ts'
import { callsOf } from './calls.ts'
import { responseOf, text } from './row.ts'
import type { Runner } from './runners.ts'

/** How responses are ended. */
export interface RecoverOptions {
  /** Makes the ending; the response is ended as failed where it throws. */
  end: (stopped: StoppedResponse) => Ending
  /** Whether a response of this very runner still runs; all of them where absent. */
  isRunning?: (id: string) => boolean
  /** Writes an ending, within a transaction. */
  write: (id: string, ending: Ending) => void
}

/**
 * Ends what dead runners left running, and what this one gave up. Each response in a transaction of its own, which looks again whether it still
 * runs: several processes may start at once, and one that is killed here leaves the rest to the next.
 */
export async function recover(
  database: Database,
  runner: Runner,
  { end, isRunning = () => true, write }: RecoverOptions,
): Promise<string[]> {
  const dead = await database.read(() => runner.dead())
  const recovered: string[] = []
  for (const each of [...dead, runner.id]) {
    const select = 'SELECT id FROM responses WHERE runner = ? AND ended_at IS NULL'
    for (const row of await database.read(() => database.all(select, each))) {
      const id = text(row, 'id')
      if (each === runner.id && isRunning(id)) continue
      if (await database.write(() => endStopped(database, id, end, write))) recovered.push(id)
    }
  }
  await database.write(() => runner.strike(dead))
  return recovered
}

function endStopped(
  database: Database,
  id: string,
  end: (stopped: StoppedResponse) => Ending,
  write: (id: string, ending: Ending) => void,
): boolean {
  const row = database.get(
    `SELECT r.*, d.response, d.begin FROM responses r JOIN documents d ON d.response_id = r.id
     WHERE r.id = ? AND r.ended_at IS NULL`,
    id,
  )
  if (row === undefined) return false
  const entries = database.all('SELECT text FROM journal WHERE response_id = ? ORDER BY last', id)
  const stopped = {
    ...responseOf(row),
    begin: text(row, 'begin'),
    journal: entries.map((entry) => text(entry, 'text')),
    calls: callsOf(database, id),
  }
  write(id, endingOf(stopped, end))
  return true
}

function endingOf(stopped: StoppedResponse, end: (stopped: StoppedResponse) => Ending): Ending {
  try {
    return end(stopped)
  } catch {
    return endAsFailed(stopped.response, Date.now())
  }
}

/**
 * A process that runs responses until it is killed: `node child.ts FILE NAME`. It says `ready` with each batch that it
 * has been told is written, so that a test knows what must still be there.
 */
import { runnerEngine } from '../../../src/runtime/runner-engine.ts'
import { createDriver } from '../../../src/runtime/driver.ts'
import { fixed, journaled, journalLine } from '../../../src/server/store/journal.ts'
import { SqliteStore } from '../../../src/server/store/sqlite/store.ts'
import { made } from './records.ts'

const [path = '', name = ''] = process.argv.slice(2)
const store = new SqliteStore(path)

async function run(id: string, length: number): Promise<void> {
  const input = fixed({ response: { id, model: 'm' } })
  await store.create(made(id, { begin: JSON.stringify({ input }), input: [] }))
  let [journal, text, first, next] = ['', '', 0, 0]
  const onFrame = (frame: string) => {
    text += frame
    next += 1
  }
  const engine = journaled(runnerEngine, (told) => (journal += journalLine(told)))
  const driver = createDriver(engine, { ...input, sink: { onFrame } })
  const flush = async () => {
    await store.append(id, { first, last: next - 1, text, journal })
    process.stdout.write(`${id} ${next - 1}\n`)
    ;[journal, text, first] = ['', '', next]
  }
  driver.write({ type: 'segment.start', channel: 'analysis', recipient: null, contentType: null })
  driver.write({ type: 'segment.delta', text: 'Thinking.' })
  driver.write({ type: 'segment.end', reason: 'end' })
  driver.write({ type: 'segment.start', channel: 'final', recipient: null, contentType: null })
  for (let at = 0; at < length; at += 1) {
    driver.write({ type: 'segment.delta', text: `word ${at} ` })
    if (at % 3 === 0) await flush()
  }
}

for (let at = 0; ; at += 1) {
  await run(`${name}_${at}`, at === 0 ? 50 : 500)
  // A pause in which pipes are read: the parent learns what is written.
  await new Promise((resolve) => setTimeout(resolve, 1))
}

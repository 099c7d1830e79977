import { type ChildProcessWithoutNullStreams, execFile, spawn } from 'node:child_process'
import { delimiter, dirname } from 'node:path'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { beforeAll, describe, expect, it } from 'vitest'
import { eventsOf, type FrameEvent } from './cli/command.ts'
import { accumulate } from './oracle/accumulator.ts'
import { oracle } from './oracle/values.ts'

const cwd = fileURLToPath(new URL('..', import.meta.url))
const env = { ...process.env, PATH: [dirname(process.execPath), process.env['PATH']].join(delimiter) }

describe('the completion in examples/, converted', () => {
  let events: (FrameEvent | string)[] = []
  let names: (string | undefined)[] = []

  beforeAll(async () => {
    const args = ['src/cli/main.ts', 'convert', 'examples/completion.harmony']
    const { stdout } = await promisify(execFile)(process.execPath, args, { cwd, env })
    ;({ events, names } = await eventsOf(stdout))
  })

  it('is a stream without a violation', () => {
    expect(oracle(events, { names })).toEqual([])
  })

  it('is what the official client accumulates: a thought, a preamble, two calls, an answer', async () => {
    const { output, status } = await accumulate(events)
    expect(status).toBe('completed')
    expect(output).toMatchObject([
      { type: 'reasoning' },
      { type: 'message', phase: 'commentary', content: [{ text: 'I will look up the forecast for both cities.' }] },
      { type: 'function_call', name: 'get_forecast', arguments: '{"city":"Paris","day":"tomorrow"}' },
      { type: 'function_call', name: 'get_forecast', arguments: '{"city":"Oslo","day":"tomorrow"}' },
      { type: 'message', phase: 'final_answer' },
    ])
  })
})

describe('npm start', () => {
  it('listens, and prints a curl line that answers with a stream without a violation', async () => {
    const server = spawn('npm', ['start', '--silent', '--', '--port', '0'], { cwd, env, detached: true })
    try {
      const command = await curlLine(server)
      const { stdout } = await promisify(execFile)('bash', ['-c', `${command} --silent`])
      const { events, names } = await eventsOf(stdout)
      expect(oracle(events, { names })).toEqual([])
      expect(events.length).toBeGreaterThan(10)
    } finally {
      // The group: npm passes no signal on to what it started.
      if (server.pid !== undefined) process.kill(-server.pid, 'SIGTERM')
    }
  })
})

/** The command that the server prints, which may go over several lines. */
async function curlLine(server: ChildProcessWithoutNullStreams): Promise<string> {
  let printed = ''
  for await (const text of server.stdout) {
    printed += String(text)
    const command = /^\s*(curl (?:.*\\\n)*.*)\n/m.exec(printed)?.[1]
    if (command !== undefined) return command
  }
  throw new Error(`The server printed no curl line: ${printed}`)
}

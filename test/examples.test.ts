import { execFile } from 'node:child_process'
import { delimiter, dirname } from 'node:path'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { beforeAll, describe, expect, it } from 'vitest'
import { eventsOf, type FrameEvent } from './cli/command.ts'
import { accumulate } from './oracle/accumulator.ts'
import { oracle } from './oracle/values.ts'

const cwd = fileURLToPath(new URL('..', import.meta.url))
const env = { ...process.env, PATH: [dirname(process.execPath), process.env['PATH']].join(delimiter) }

describe('npm start', () => {
  let events: (FrameEvent | string)[] = []
  let names: (string | undefined)[] = []

  beforeAll(async () => {
    const { stdout } = await promisify(execFile)('npm', ['start', '--silent'], { cwd, env })
    ;({ events, names } = await eventsOf(stdout))
  })

  it('prints a stream without a violation', () => {
    expect(oracle(events, { names })).toEqual([])
  })

  it('prints what the official client accumulates: a thought, a preamble, two calls, an answer', async () => {
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

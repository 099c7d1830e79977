import { describe, expect, it } from 'vitest'
import { oracle } from '../oracle/values.ts'
import { applyAll } from './differences.ts'
import { imagined } from './imagined.ts'
import { tell } from './original.ts'
import { replays, terminalOf } from './replay.ts'
import { finishReason, segmentsOf } from './script.ts'
import { streamOf } from './telling.ts'

describe.each(imagined)('$name, as the original would tell it with the differences', ({ input, tools }) => {
  const script = { input, tool_server_tools: tools }
  const chapters = segmentsOf(script).map((segment) => ({ segment, events: tell(segment) }))
  const completed = { type: 'response.completed', status: 'completed', sequence_number: 0 }
  const finish = finishReason(input)
  const told = applyAll({ chapters, terminal: completed, finishReason: finish, crashed: false })
  const { events, terminal } = streamOf(told.telling)

  it.each(Object.entries(replays))('is what %s give', async (_, run) => {
    const ours = await run(script)
    expect(oracle(ours, { dialect: 'vllm' })).toEqual([])
    const last = ours.pop()
    if (terminal?.type === 'response.failed') expect(ours.pop()).toMatchObject({ type: 'error' })
    expect(ours.slice(2)).toEqual(events)
    expect(terminalOf(last)).toEqual(terminal)
  })
})

import { describe, expect, it } from 'vitest'
import { oracle } from '../oracle/values.ts'
import { applyAll } from './differences.ts'
import { needed } from './needed.ts'
import { replays, terminalOf } from './replay.ts'
import { finishReason, parityFiles } from './script.ts'
import { streamOf, tellingOf } from './telling.ts'

const files = [...parityFiles()]

describe.each(files)('parity with %s', (name, file) => {
  const expected = applyAll(tellingOf(file, finishReason(file.input)))
  const { events, terminal } = streamOf(expected.telling)

  it('needs exactly the differences that the table says', () => {
    expect(expected.changed.join(' ')).toBe(needed[name])
  })

  it.each(Object.entries(replays))(
    'says what the original says, but for those differences, from %s',
    async (_, run) => {
      const ours = await run(file)
      const [created, inProgress] = ours.splice(0, 2)
      expect([created?.type, inProgress?.type]).toEqual(['response.created', 'response.in_progress'])
      const last = ours.pop()
      if (terminal?.type === 'response.failed') expect(ours.pop()).toMatchObject({ type: 'error' })
      expect(ours).toEqual(events)
      expect(terminalOf(last)).toEqual(terminal)
    },
  )

  it('gives a stream without a violation, whose output is the items that were streamed', async () => {
    for (const run of Object.values(replays)) {
      const ours = await run(file)
      expect(oracle(ours, { dialect: 'vllm' })).toEqual([])
    }
  })
})

import { describe, expect, test } from 'vitest'
import { envelope } from '../../src/paths/envelope.ts'
import { accumulate, outcome } from '../oracle/accumulator.ts'
import { oracle } from '../oracle/values.ts'
import { configurations, kinds } from './configurations.ts'
import type { AllItemMachines } from '../../machines/all.ts'
import type { ItemInput } from '../../src/wire/item.ts'
import { play, walksOf } from './walkable.ts'

const cases = kinds.flatMap((kind) => configurations[kind].map((configuration) => ({ kind, configuration })))

describe('every transition, every way a machine can be made', () => {
  test.for(cases)('$kind $configuration', async ({ kind, configuration }) => {
    for (const inputs of walksOf(kind, configuration)) {
      const { events } = play(kind, configuration, inputs)
      const stream = envelope(events)
      expect(oracle(stream), JSON.stringify(inputs)).toEqual([])
      // `openai` 7.55 does not know the events that stream a patch.
      if (events.some(({ type }) => type.includes('operation_diff'))) continue
      expect(await outcome(accumulate(stream)), JSON.stringify(inputs)).toHaveProperty('response.output.length', 1)
    }
  })
})

const segment: ItemInput = { type: 'segment.start', channel: 'final', recipient: null, contentType: null }
const tool = { name: 't', input_schema: {} }
/** OpenAI gives these no status. */
const statusless = ['mcp_list_tools 0', 'mcp_approval_request 0', 'compaction 0', 'compaction 1', 'other 1']
const end: ItemInput = { type: 'segment.end', reason: 'end' }
const cut: ItemInput = { type: 'segment.end', reason: 'cut' }
const answer: ItemInput = { type: 'tool.output', output: 'o', tools: [tool], results: [{ text: 't' }], result: 'AA==' }
const failure: ItemInput = { type: 'tool.error', error: { message: 'e', code: 'c' } }
const delta = (text: string, stream?: 'stderr'): ItemInput => ({ type: 'segment.delta', text, stream })
const exit = (exit_code: number): ItemInput => ({ type: 'part.end', outcome: { type: 'exit', exit_code } })

describe('what the inputs say stands in the item at D', () => {
  const told: [keyof AllItemMachines, number, ItemInput[], object][] = [
    ['mcp_list_tools', 0, [answer], { tools: [tool] }],
    ['mcp_list_tools', 0, [failure], { tools: [], error: 'e' }],
    ['mcp_list_tools', 1, [failure], { status: 'failed', tools: [], error: 'e' }],
    ['mcp_list_tools', 2, [end, cut], { status: 'incomplete', tools: [] }],
    ['mcp_approval_request', 0, [end], { server_label: 's', name: 'm', arguments: '{"a":1}' }],
    ['file_search_call', 1, [end, answer], { status: 'completed', queries: ['q'], results: [{ text: 't' }] }],
    ['file_search_call', 1, [failure], { status: 'failed', queries: ['q'], results: null }],
    ['image_generation_call', 1, [delta('A'), answer], { status: 'completed', result: 'AA==' }],
    [
      'image_generation_call',
      1,
      [failure],
      { status: 'failed', result: null, error: { type: 'c', code: 'c', message: 'e', param: null } },
    ],
    [
      'shell_call',
      1,
      [delta('l'), delta('s'), { type: 'part.start', part: 'shell_command' }, delta('pwd'), end],
      { environment: { type: 'local' }, action: { commands: ['ls', 'pwd'], timeout_ms: 1, max_output_length: 2 } },
    ],
    [
      'shell_call_output',
      0,
      [delta('o'), delta('e', 'stderr'), delta('o'), exit(1), delta('x'), cut],
      {
        status: 'incomplete',
        output: [
          { stdout: 'oo', stderr: 'e', outcome: { type: 'exit', exit_code: 1 } },
          { stdout: 'x', stderr: '', outcome: { type: 'timeout' } },
        ],
      },
    ],
    ['apply_patch_call', 1, [delta('+a'), end], { operation: { type: 'update_file', path: 'p', diff: '+a' } }],
    ['apply_patch_call', 2, [end], { operation: { type: 'delete_file', path: 'p' } }],
    ['compaction', 0, [answer], { encrypted_content: 'o' }],
    ['compaction', 1, [end], { encrypted_content: 'x' }],
    ['other', 0, [failure], { status: 'failed', call_id: 'call_2' }],
    ['other', 1, [end], { code: 'c', fingerprint: 'f' }],
  ]

  test.for(told)('%s %i', ([kind, made, inputs, held]) => {
    const done = play(kind, configurations[kind][made], [segment, ...inputs]).events.at(-1)
    expect(done).toMatchObject({ type: 'response.output_item.done', item: { id: 'item_1', ...held } })
    const item = done !== undefined && 'item' in done ? done.item : {}
    expect('status' in item).toBe('status' in held || !statusless.includes(`${kind} ${made}`))
  })

  test('partial images count from 0', () => {
    const { events } = play('image_generation_call', configurations.image_generation_call[0], [
      segment,
      delta('AA=='),
      delta(''),
      delta('BB=='),
    ])
    expect(events.slice(3)).toMatchObject([
      { partial_image_index: 0, partial_image_b64: 'AA==' },
      { partial_image_index: 1, partial_image_b64: 'BB==' },
    ])
  })

  test('a compaction says that it is at work once', () => {
    const progress: ItemInput = { type: 'tool.progress' }
    const { said } = play('compaction', configurations.compaction[0], [segment, progress, progress])
    expect(said).toHaveLength(2)
  })
})

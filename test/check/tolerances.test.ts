import { describe, expect, test } from 'vitest'
import { checkStream } from '../../src/check/check-stream.ts'
import type { Tolerance } from '../../src/check/finding.ts'
import { tolerances } from '../../src/check/tolerances.ts'
import { correct } from '../oracle/correct.ts'
import { both, type Damage, double, drop, renumber, set } from '../oracle/damage.ts'
import * as kind from '../oracle/kinds.ts'
import type { WireEvent } from '../oracle/letter.ts'
import { stream } from '../oracle/streams.ts'

const message = correct['a message']!
const damaged = (name: string, ...damages: Damage[]) => both(...damages)(structuredClone(correct[name]!))
const noDelta = drop('function_call_arguments.delta')

/** xAI's: whole at A, and the same again at D. */
function completedTool(id: string): WireEvent[] {
  const item = { id, type: 'mcp_call', status: 'completed', arguments: '{}', name: 'm', server_label: 's' }
  return ['added', 'done'].map((when) => ({ type: `response.output_item.${when}`, item }))
}

/** The second item is added before the first is done. */
const overlapping = (events: WireEvent[]) =>
  renumber([...events.slice(0, 3), events[4]!, events[3]!, ...events.slice(5)])

/** A part of a message whose logprobs D rounds. */
function rounded(): unknown[] {
  const logprobs = [{ token: 'H', logprob: -0.123_456, bytes: [72], top_logprobs: [] }]
  return damaged(
    'a message',
    set('D', 'item.content.0.logprobs', logprobs),
    set('completed', 'response.output.0.content.0.logprobs', logprobs),
  )
}

function toolList(id: string): WireEvent[] {
  return JSON.parse(JSON.stringify(kind.mcpListTools()).replaceAll('mcpl_1', id)) as WireEvent[]
}

const seen: Record<Tolerance, unknown[]> = {
  resumed: message.slice(4),
  'queued-first': damaged('a stream that waited', drop('created')),
  'no-sequence-number': message.map((event) => ({ ...event, sequence_number: undefined })),
  'done-mark': [...message, '[DONE]'],
  keepalive: [message[0], { type: 'keepalive' }, ...message.slice(1)],
  'null-left-out': damaged('a message', set('created', 'response.usage', undefined)),
  'item-id-left-out': damaged('a message', set('output_text.delta', 'item_id', undefined)),
  'mcp-in-progress-again': damaged('an MCP call', double('mcp_call.in_progress')),
  'tool-added-completed': stream([completedTool('x')]),
  'tools-overlap': overlapping(stream([completedTool('x'), completedTool('y')])),
  'list-without-done': drop('D')(stream([toolList('a'), toolList('b')])),
  'action-absent': correct['a web search']!,
  'call-done-in-progress': damaged(
    'a function call',
    set('D', 'item.status', 'in_progress'),
    set('completed', 'response.output.0.status', 'in_progress'),
  ),
  'reasoning-without-status': damaged(
    'reasoning, then an answer',
    set('A', 'item.status', undefined),
    set('D', 'item.status', undefined),
    set('completed', 'response.output.0.status', undefined),
  ),
  'arguments-without-delta': damaged('a function call', noDelta, noDelta),
  'logprobs-differ': rounded(),
}

describe('tolerated when observed, told as information, and an error when strict', () => {
  test.for(Object.keys(tolerances) as Tolerance[])('%s', (tolerance) => {
    const { violations, tolerated } = checkStream(seen[tolerance])
    expect(violations).toEqual([])
    expect(tolerated.map((each) => each.tolerance)).toContain(tolerance)
    const strict = checkStream(seen[tolerance], { profile: 'strict' })
    // An action that is absent breaks no rule: it is known to come.
    if (tolerance !== 'action-absent' && tolerance !== 'done-mark') expect(strict.ok).toBe(false)
    expect(strict.tolerated).toEqual([])
  })

  test('each once for an item, or for a response', () => {
    const events = [...seen.keepalive, { type: 'keepalive' }].toSpliced(4, 0, { type: 'keepalive' })
    expect(checkStream(events).tolerated).toHaveLength(1)
    expect(checkStream([...seen.keepalive, ...seen.keepalive]).tolerated).toHaveLength(2)
  })
})

test('of an item that was open before the stream was resumed, no sum is checked; of the next one, all', () => {
  const two = correct['two messages']!
  const resumed = two.slice(5)
  expect(checkStream(resumed).ok).toBe(true)
  const late = set('output_text.done', 'text', 'x', 1)(structuredClone(resumed))
  expect(checkStream(late).violations).toMatchObject([{ rule: 'value/delta-sum', outputIndex: 1 }])
  expect(checkStream(resumed.toSpliced(1, 1)).violations).toMatchObject([{ rule: 'stream/sequence', index: 1 }])
})

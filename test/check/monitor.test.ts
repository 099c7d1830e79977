import { describe, expect, test } from 'vitest'
import { checkStream } from '../../src/check/check-stream.ts'
import type { Finding } from '../../src/check/finding.ts'
import { type CheckedResponse, createMonitor } from '../../src/check/monitor.ts'
import { correct } from '../oracle/correct.ts'
import { drop, insertAfter, set } from '../oracle/damage.ts'

const text = correct['a message']!
const search = correct['a web search']!

const messages = (events: readonly unknown[]) =>
  checkStream(events, { profile: 'strict' }).violations.map(({ message }) => message)

const withText = (value: unknown) => set('output_text.done', 'text', value)(structuredClone(text))

describe('a violation says what came, at which event, and what would have been legal', () => {
  test('an event that was passed over', () => {
    const { violations } = checkStream(drop('web_search_call.searching')(structuredClone(search)))
    expect(violations).toEqual([
      {
        rule: 'item/order',
        index: 4,
        message:
          'event 4 response.web_search_call.completed before .searching; legal here: response.web_search_call.searching',
        expected: [
          'response.web_search_call.searching',
          'response.output_item.done<failed>',
          'response.output_item.done<incomplete>',
        ],
        outputIndex: 0,
        itemId: 'ws_1',
      },
    ])
  })

  test('a value', () => {
    const long = 'x'.repeat(100)
    expect(messages(withText('Help'))).toEqual([
      'event 6 response.output_text.done has text "Help", its deltas come to another; legal here: text "Hello"',
    ])
    expect(messages(withText(`Hello${long}`))[0]).toContain('legal here: text "Hello"')
    expect(messages(withText(`Hello${long}`))[0]!.length).toBeLessThan(200)
  })

  test('a stream that stops', () => {
    expect(messages(text.slice(0, -1))).toEqual([
      'the stream ends without a terminal event; legal here: response.completed or response.incomplete or response.failed',
    ])
    expect(messages([])).toHaveLength(1)
  })
})

describe('a monitor', () => {
  test('tells at once', () => {
    const found: [number, Finding][] = []
    let pushed = 0
    const monitor = createMonitor({ profile: 'strict', onFinding: (finding) => found.push([pushed, finding]) })
    for (const event of drop('output_text.done')(structuredClone(text))) {
      monitor.push(event)
      pushed += 1
    }
    monitor.end()
    monitor.end()
    expect(found).toMatchObject([[6, { rule: 'item/order', index: 6 }]])
  })

  test('reads the event: lines', () => {
    const found: Finding[] = []
    const monitor = createMonitor({ onFinding: (finding) => found.push(finding) })
    for (const [at, event] of text.entries()) monitor.push(event, { name: at === 3 ? 'message' : event.type })
    monitor.end()
    expect(found).toMatchObject([
      { rule: 'stream/event-name', index: 3, expected: ['event: response.content_part.added'] },
    ])
    const names = text.map(({ type }) => type)
    expect(checkStream(text, { names: names.with(3, 'x') }).violations).toHaveLength(1)
    expect(checkStream(text, { names }).ok).toBe(true)
  })

  test('lets pass what is allowed', () => {
    const events = insertAfter('A', { type: 'response.sung' })(structuredClone(text))
    expect(checkStream(events).violations).toMatchObject([{ rule: 'stream/unknown-event', index: 3 }])
    expect(checkStream(events, { allow: ['response.sung'] }).ok).toBe(true)
  })

  test('reads an async iterable too', async () => {
    async function* events() {
      yield* text
    }
    expect(await checkStream(events())).toEqual(checkStream(text))
  })
})

const found = (events: readonly unknown[]) => {
  const responses: CheckedResponse[] = []
  const { violations } = checkStream(events, { profile: 'strict' })
  const monitor = createMonitor({ onResponse: (response) => responses.push(response) })
  for (const event of events) monitor.push(event)
  monitor.end()
  return { violations: violations.map(({ rule, index }) => `${rule}@${index}`), responses }
}

describe('several responses, one after another', () => {
  const other = JSON.parse(JSON.stringify(search).replaceAll('resp_1', 'resp_2')) as typeof search

  test('each is checked by itself', () => {
    const { violations, responses } = found([...text, ...other])
    expect(violations).toEqual([])
    expect(responses).toEqual([
      { id: 'resp_1', status: 'completed', dialect: 'openai', index: 0, events: 10, items: 1 },
      { id: 'resp_2', status: 'completed', dialect: 'openai', index: 10, events: other.length, items: 2 },
    ])
    expect(checkStream([...text, ...other, ...text]).responses).toHaveLength(3)
  })

  test('the index goes on', () => {
    const events = [...text, ...drop('web_search_call.searching')(structuredClone(other))]
    expect(found(events).violations).toEqual(['item/order@14'])
  })

  test('one that has no end ends where the next begins', () => {
    expect(found([...text.slice(0, 5), ...other])).toMatchObject({
      violations: ['stream/terminal@5'],
      responses: [{ id: 'resp_1', status: null }, { id: 'resp_2' }],
    })
  })

  test('the same, once more from its beginning, or resumed', () => {
    expect(found([...text, ...text]).violations).toEqual([])
    const resumed = other.slice(2).map((event) => ({ ...event }))
    expect(checkStream([...text, ...other.slice(1)]).violations).toEqual([])
    expect(checkStream([...text, ...resumed]).ok).toBe(false)
  })
})

describe('dialects are found out', () => {
  const answer = correct['reasoning, then an answer']!
  const inReasoning = (event: (typeof answer)[number]) => !JSON.stringify(event['part'] ?? '').includes('output_text')
  const vllm = answer.map((event) =>
    inReasoning(event) ? { ...event, type: event.type.replace('content_part', 'reasoning_part') } : event,
  )
  const open = answer.map((event) => ({ ...event, type: event.type.replace('reasoning_text', 'reasoning') }))
  const hosted = JSON.parse(
    JSON.stringify(correct['an MCP call']!).replaceAll('"mcp_call"', '"openai:mcp_call"'),
  ) as typeof answer

  test.for([
    ['openai', answer],
    ['vllm', vllm],
    ['open-responses', open],
    ['open-responses', hosted],
  ] as const)('%s', ([dialect, events]) => {
    for (const profile of ['strict', 'observed'] as const) {
      const { violations, responses } = checkStream(events, { profile })
      expect(violations).toEqual([])
      expect(responses[0]!.dialect).toBe(dialect)
    }
    expect(checkStream(events, { dialect }).ok).toBe(true)
    const another = dialect === 'vllm' ? 'open-responses' : 'vllm'
    expect(checkStream(events, { dialect: another }).violations[0]).toMatchObject({ rule: 'stream/unknown-event' })
  })

  test('each response has its own', () => {
    expect(checkStream([...vllm, ...open]).responses.map(({ dialect }) => dialect)).toEqual(['vllm', 'open-responses'])
  })

  test('two in one response are one too many', () => {
    const mixed = open.map((event) => ({ ...event, type: event.type.replace('reasoning.done', 'reasoning_text.done') }))
    expect(checkStream(mixed).violations).toMatchObject([{ rule: 'stream/unknown-event' }])
  })

  test("[DONE] is Open Responses' own", () => {
    expect(checkStream([...open, '[DONE]'], { profile: 'strict' }).ok).toBe(true)
    expect(checkStream([...answer, '[DONE]'], { profile: 'strict', dialect: 'openai' }).ok).toBe(false)
    const { ok, tolerated } = checkStream([...answer, '[DONE]'])
    expect([ok, tolerated.map(({ tolerance }) => tolerance)]).toEqual([true, ['done-mark']])
  })
})

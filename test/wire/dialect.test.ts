import { describe, expect, it } from 'vitest'
import { dialects, endOfStream, spell } from '../../src/wire/dialect.ts'
import { runtimes } from '../runtime/interrupted.ts'
import { scenarios } from '../runtime/scenarios.ts'
import { oracle } from '../oracle/values.ts'

const streams = Object.entries(scenarios).map(([name, { input, inputs }]) => ({
  name,
  events: runtimes.XState.begin(input, inputs).events,
}))
const all = streams.flatMap(({ events }) => events)

describe.each(dialects)('the dialect %s', (dialect) => {
  it.each(streams)('is correct in its own spelling of $name', ({ events }) => {
    expect(
      oracle(
        events.map((event) => spell(event, dialect)),
        { dialect },
      ),
    ).toEqual([])
  })

  it('changes no number, and leaves the event that it was given alone', () => {
    const before = structuredClone(all)
    const spelled = all.map((event) => spell(event, dialect))
    expect(spelled.map((event) => event.sequence_number)).toEqual(all.map((event) => event.sequence_number))
    expect(all).toEqual(before)
  })
})

/** The types whose spelling a dialect changes, with what they become. */
function respelled(dialect: (typeof dialects)[number]) {
  const pairs = all.map((event) => `${event.type} → ${spell(event, dialect).type}`)
  return [...new Set(pairs)].filter((pair) => pair.split(' → ')[0] !== pair.split(' → ')[1]).toSorted()
}

describe('spell', () => {
  it('gives back the very same event in the openai dialect', () => {
    expect(all.every((event) => spell(event, 'openai') === event)).toBe(true)
  })

  it('renames the parts of a reasoning item, and nothing else, for vllm', () => {
    expect(respelled('vllm')).toEqual([
      'response.content_part.added → response.reasoning_part.added',
      'response.content_part.done → response.reasoning_part.done',
    ])
  })

  it('renames the text of a reasoning item for open-responses', () => {
    expect(respelled('open-responses')).toEqual([
      'response.reasoning_text.delta → response.reasoning.delta',
      'response.reasoning_text.done → response.reasoning.done',
    ])
  })

  it('prefixes the hosted items for open-responses, in their own events and in the terminal one', () => {
    const events = streams[0]!.events.map((event) => spell(event, 'open-responses'))
    const types = events.flatMap((event) => ('item' in event ? [Reflect.get(Object(event.item), 'type')] : []))
    const inOutput: unknown = Reflect.get(Object(Reflect.get(events.at(-1)!, 'response')), 'output')
    const expected = ['openai:code_interpreter_call', 'openai:web_search_call', 'openai:mcp_call']
    expect(types.filter((type) => String(type).startsWith('openai:'))).toEqual(expected.flatMap((type) => [type, type]))
    expect(inOutput).toMatchObject([{}, {}, { type: 'function_call' }, ...expected.map((type) => ({ type })), {}, {}])
  })
})

describe('endOfStream', () => {
  it('is [DONE] for open-responses alone', () => {
    expect(dialects.map(endOfStream)).toEqual(['', '', 'data: [DONE]\n\n'])
  })
})

import * as fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { runnerEngine } from '../../src/runtime/runner-engine.ts'
import { fillTemplate, templateOf, templateProbe } from '../../src/runtime/compile/template.ts'
import { dialects, spell } from '../../src/wire/dialect.ts'
import { type ItemEvent, numbered, type WireEvent } from '../../src/wire/event.ts'
import { frame } from '../../src/wire/frame.ts'

const place = { item_id: 'i_1', output_index: 2 }

/** A delta of every type. */
const deltas: readonly ((delta: string) => ItemEvent)[] = [
  (delta) => ({ type: 'response.output_text.delta', ...place, content_index: 0, delta, logprobs: [] }),
  (delta) => ({ type: 'response.refusal.delta', ...place, content_index: 1, delta }),
  (delta) => ({ type: 'response.reasoning_text.delta', ...place, content_index: 0, delta }),
  (delta) => ({ type: 'response.reasoning_summary_text.delta', ...place, summary_index: 0, delta }),
  (delta) => ({ type: 'response.function_call_arguments.delta', ...place, delta }),
  (delta) => ({ type: 'response.mcp_call_arguments.delta', ...place, delta }),
  (delta) => ({ type: 'response.code_interpreter_call_code.delta', ...place, delta }),
  (delta) => ({ type: 'response.custom_tool_call_input.delta', ...place, delta }),
]

/** Any UTF-16 at all: halves of characters too, and what JSON escapes more often than chance would have it. */
const anyText = fc.oneof(
  fc.string({ unit: fc.integer({ min: 0, max: 0xffff }).map((unit) => String.fromCharCode(unit)) }),
  fc.string({
    unit: fc.constantFrom('"', '\\', '/', '\n', '\u0000', '\u001f', '\u007f', '\u0080', 'a', templateProbe),
  }),
  fc.string({
    unit: fc.constantFrom('\ud83d', '\ude00', '\ud800', '\udfff', '\ud7ff', '\ue000', '\u2028', '\u2029', '😀'),
  }),
  fc.string({ unit: 'binary' }),
)

describe.for(dialects)('a frame from a template (%s)', (dialect) => {
  test('has the bytes of JSON.stringify, whatever the text is', () => {
    const templates = deltas.map((make) => ({ make, template: templateOf(make(templateProbe), dialect) }))
    const same = fc.property(anyText, fc.nat(), (text, sequence) => {
      for (const { make, template } of templates) {
        const expected = frame(spell(numbered(sequence, make(text)), dialect))
        expect(fillTemplate(template, text, sequence)).toBe(expected)
      }
    })
    fc.assert(same, { numRuns: 2000 })
  })

  test('has the bytes of JSON.stringify for every UTF-16 unit alone', () => {
    const [make] = deltas
    const template = templateOf(make!(templateProbe), dialect)
    for (let unit = 0; unit <= 0xffff; unit += 1) {
      const text = String.fromCharCode(unit)
      expect(fillTemplate(template, text, unit)).toBe(frame(spell(numbered(unit, make!(text)), dialect)))
    }
  })

  test('has the bytes of JSON.stringify for a very long text', () => {
    const [make] = deltas
    const text = 'long "text" \n'.repeat(200_000)
    const template = templateOf(make!(templateProbe), dialect)
    expect(fillTemplate(template, text, 7)).toBe(frame(spell(numbered(7, make!(text)), dialect)))
  })
})

test('a runner writes the same frames for a text that holds what stands for it in a template', () => {
  const [events, frames]: [WireEvent[], string[]] = [[], []]
  const sinks = [
    { onEvent: (event: WireEvent) => void events.push(event) },
    { onFrame: (text: string) => void frames.push(text) },
  ]
  for (const sink of sinks) {
    const engine = runnerEngine({ seed: templateProbe, response: { created_at: 1 } }, sink)
    engine.send({ type: 'segment.start', channel: 'final', recipient: null, contentType: null })
    for (const text of [templateProbe, 'b', templateProbe]) engine.send({ type: 'segment.delta', text })
    engine.send({ type: 'response.finish', reason: 'stop' })
  }
  expect(frames).toEqual(events.map(frame))
})

test('a delta whose number is not its last field makes no template', () => {
  const odd: ItemEvent = { type: 'response.refusal.delta', ...place, content_index: 1, delta: 'not the probe' }
  expect(() => templateOf(odd, 'openai')).toThrow('does not end in its number')
})

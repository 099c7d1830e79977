import * as fc from 'fast-check'
import { expect, test } from 'vitest'
import { createChatSource } from '../../../src/sources/chat/source.ts'
import { chunk, finished, fragment, read, told } from './read.ts'

/** Text with what is hard: quotes, brackets, escapes, halves of surrogate pairs. */
const text = fc.string({
  unit: fc.constantFrom('a', '"', '{', '}', '[', ']', '\\', ' ', '\n', 'é', '\ud83d', '\ude00'),
})

/** Cuts a text into pieces at random places. */
const pieces = (whole: string) =>
  fc.array(fc.nat(whole.length)).map((cuts) => {
    const at = [0, ...cuts.toSorted((a, b) => a - b), whole.length]
    return at.slice(1).map((end, index) => whole.slice(at[index], end))
  })

/** A call's arguments: an object, in pieces. */
const argumentPieces = fc.dictionary(fc.string(), fc.jsonValue()).chain((value) => pieces(JSON.stringify(value)))

/** A call's chunks, in order. */
function chunksOf(index: number, id: string, name: string, parts: readonly string[]): unknown[] {
  return [fragment(index, id, name, ''), ...parts.map((part) => fragment(index, undefined, undefined, part))]
}

/** Puts two sequences together: `picks` tells whose turn it is. */
function interleave<T>(first: readonly T[], second: readonly T[], picks: readonly boolean[]): T[] {
  const [a, b] = [[...first], [...second]]
  const mixed = picks.flatMap((pick) => (pick ? a : b).splice(0, 1))
  return [...mixed, ...a, ...b]
}

test('two calls in any order of chunks are the calls that come one after the other', () => {
  fc.assert(
    fc.property(argumentPieces, argumentPieces, fc.array(fc.boolean()), (first, second, picks) => {
      const f = chunksOf(0, 'a', 'f', first)
      const g = chunksOf(1, 'b', 'g', second)
      const mixed = read([...interleave(f, g, picks), finished('tool_calls')])
      const apart = told(read([...f, ...g, finished('tool_calls')]).inputs)
      const byName = told(mixed.inputs).toSorted((one, other) => one.to.localeCompare(other.to))
      expect(byName).toEqual(apart)
      expect(apart.map((call) => call.text)).toEqual([first.join(''), second.join('')])
      expect(mixed.warnings).toEqual([])
    }),
  )
})

/** A call's chunks where the index tells nothing and each has the id. */
function chunksWithId(id: string, name: string, parts: readonly string[]): unknown[] {
  return ['', ...parts].map((part, index) => fragment(0, id, index === 0 ? name : '', part))
}

test('two calls under one index, told apart by id, interleave too', () => {
  fc.assert(
    fc.property(argumentPieces, argumentPieces, fc.array(fc.boolean()), (first, second, picks) => {
      const mixed = read([
        ...interleave(chunksWithId('a', 'f', first), chunksWithId('b', 'g', second), picks),
        finished('stop'),
      ])
      const byName = told(mixed.inputs).toSorted((one, other) => one.to.localeCompare(other.to))
      expect(byName.map((call) => call.text)).toEqual([first.join(''), second.join('')])
    }),
  )
})

/** Every character of a text, in an order that does not depend on the text's. */
const characters = (all: string) => all.split('').toSorted().join('')

const said = fc.record({ kind: fc.constantFrom('content', 'reasoning', 'refusal'), text })
const called = fc.record({ kind: fc.nat(2), text })
const deltas = fc.array(fc.array(fc.oneof(said, called), { maxLength: 4 }))

test('every character stands in exactly one segment or in a warning', () => {
  fc.assert(
    fc.property(deltas, fc.constantFrom('stop', 'length', null), (steps, reason) => {
      const sums = new Map<string, string>()
      const add = (key: string, more: string) => sums.set(key, (sums.get(key) ?? '') + more)
      const chunks = steps.map((step) => {
        const delta: Record<string, unknown> = {}
        const tool_calls: unknown[] = []
        for (const { kind, text } of step) {
          if (typeof kind === 'string') delta[kind] = text
          else tool_calls.push({ index: kind, id: `id${kind}`, function: { name: `f${kind}`, arguments: text } })
        }
        // Only the last text of each kind is in the delta.
        add('analysis', String(delta.reasoning ?? ''))
        add('final', String(delta.content ?? '') + String(delta.refusal ?? ''))
        for (const { kind, text } of step) if (typeof kind === 'number') add('calls', text)
        return chunk({ ...delta, tool_calls })
      })
      const { inputs, warnings } = read(reason === null ? chunks : [...chunks, finished(reason)])
      const segments = told(inputs)
      const sum = (to: string) => segments.flatMap((segment) => (segment.to === to ? [segment.text] : [])).join('')
      expect(sum('analysis')).toBe(sums.get('analysis') ?? '')
      expect(sum('final')).toBe(sums.get('final') ?? '')
      const calls = segments.flatMap((segment) => (segment.to.startsWith('functions.') ? [segment.text] : []))
      const dropped = warnings.flatMap((warning) => (warning.code === 'chat/late-arguments' ? [warning.text] : []))
      expect(characters([...calls, ...dropped].join(''))).toBe(characters(sums.get('calls') ?? ''))
    }),
    { numRuns: 500 },
  )
})

/** JSON that looks like chunks but has anything anywhere. */
const anything = fc.oneof({ weight: 3, arbitrary: text }, fc.jsonValue({ maxDepth: 2 }))
const maybe = (field: fc.Arbitrary<unknown>) => fc.oneof({ weight: 4, arbitrary: field }, anything)
const hostileCall = fc.record(
  {
    index: maybe(fc.integer({ min: -1, max: 2 })),
    id: maybe(fc.constantFrom('', 'a', 'b', null)),
    type: fc.constantFrom('function', 'custom', null),
    function: maybe(
      fc.record(
        {
          name: maybe(fc.constantFrom('', 'f', 'g')),
          arguments: maybe(fc.constantFrom('{', '}', '{}', '"', ' ', 'x')),
        },
        { requiredKeys: [] },
      ),
    ),
    custom: maybe(fc.record({ name: anything, input: anything }, { requiredKeys: [] })),
  },
  { requiredKeys: [] },
)
const hostileDelta = fc.record(
  {
    content: maybe(
      fc.array(
        maybe(
          fc.record({
            type: fc.constantFrom('text', 'refusal', 'thinking'),
            text: anything,
            refusal: anything,
            thinking: anything,
          }),
        ),
      ),
    ),
    reasoning: anything,
    reasoning_content: anything,
    reasoning_details: maybe(fc.array(anything)),
    refusal: anything,
    tool_calls: maybe(fc.array(maybe(hostileCall))),
    function_call: maybe(hostileCall),
    annotations: maybe(fc.array(maybe(fc.record({ type: fc.constant('url_citation'), url: anything })))),
    audio: anything,
  },
  { requiredKeys: [] },
)
const hostileChoice = fc.record(
  {
    index: fc.oneof(fc.constant(0), anything),
    delta: maybe(hostileDelta),
    message: maybe(hostileDelta),
    logprobs: maybe(
      fc.record({
        content: maybe(fc.array(maybe(fc.record({ token: anything, logprob: anything, top_logprobs: anything })))),
      }),
    ),
    finish_reason: maybe(fc.constantFrom('stop', 'length', 'error', null)),
  },
  { requiredKeys: [] },
)
const hostileChunk = fc.oneof(
  fc.constant('[DONE]'),
  maybe(
    fc.record(
      { object: anything, choices: maybe(fc.array(maybe(hostileChoice))), usage: anything },
      { requiredKeys: [] },
    ),
  ),
)

test('nothing that a network sends makes it throw or say something out of order', () => {
  fc.assert(
    fc.property(fc.array(hostileChunk, { size: 'medium' }), (chunks) => {
      const { inputs } = read(chunks)
      told(inputs)
    }),
    { numRuns: 150 },
  )
})

// Quadratic work would not end within the bound.
test('a call in a hundred thousand fragments ends, while another waits', { timeout: 5_000 }, () => {
  let count = 0
  const source = createChatSource({ onInput: () => count++ })
  source.write(fragment(0, 'a', 'f', '{"x":"'))
  for (let i = 0; i < 100_000; i++) {
    source.write(fragment(0, undefined, undefined, 'xxxxxxxxxx'))
    source.write(fragment(1, i === 0 ? 'b' : undefined, i === 0 ? 'g' : undefined, ' '))
  }
  source.finish({ reason: 'stop' })
  expect(count).toBe(200_006)
})

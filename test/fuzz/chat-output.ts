import * as fc from 'fast-check'

/** Where own characters will stand; each place gets characters that nothing else has. */
const own = '\uE000'

const text = fc.constantFrom(own, own, own, '')
const json = fc.constantFrom('{"a":"', own, '"}', '{}', '[', ' ', own)
const odd = fc.constantFrom<unknown>(null, undefined, 7, true, [own], { text: own }, [[]], {})
/** In place of an object. Fields that nobody documents say nothing, so there are none. */
const noObject = fc.constantFrom<unknown>(null, 7, [own], own)
const part = fc.constantFrom<unknown>(
  { type: 'text', text: own },
  { type: 'refusal', refusal: own },
  { type: 'thinking', thinking: [{ type: 'text', text: own }] },
  { type: 'image_url', image_url: { url: own } },
  own,
  null,
)

const entry = fc.record(
  {
    index: fc.constantFrom<unknown>(0, 0, 1, 2, -1, '0', null),
    id: fc.constantFrom<unknown>('a', 'b', '', null, 3),
    type: fc.constantFrom<unknown>('function', 'custom', null),
    function: fc.oneof(
      fc.record(
        {
          name: fc.constantFrom<unknown>('f', 'g', '', null),
          arguments: fc.oneof({ weight: 8, arbitrary: json }, { weight: 1, arbitrary: odd }),
        },
        { requiredKeys: [] },
      ),
    ),
  },
  { requiredKeys: ['function'] },
)

const delta = fc.record(
  {
    role: fc.constant('assistant'),
    content: fc.oneof({ weight: 6, arbitrary: text }, { weight: 1, arbitrary: odd }, fc.array(part, { maxLength: 3 })),
    reasoning: fc.oneof({ weight: 6, arbitrary: text }, { weight: 1, arbitrary: odd }),
    reasoning_content: text,
    refusal: fc.oneof({ weight: 6, arbitrary: text }, { weight: 1, arbitrary: odd }),
    tool_calls: fc.array(fc.oneof({ weight: 9, arbitrary: entry }, { weight: 1, arbitrary: noObject }), {
      maxLength: 3,
    }),
    function_call: fc.record({ name: fc.constantFrom('f', ''), arguments: json }, { requiredKeys: [] }),
  },
  { requiredKeys: [] },
)

const choice = fc.record(
  {
    index: fc.constantFrom<unknown>(0, 0, 0, 0, 1, null),
    delta: fc.oneof({ weight: 12, arbitrary: delta }, { weight: 1, arbitrary: noObject }),
    finish_reason: fc.constantFrom<unknown>(null, null, null, null, 'stop', 'length', 'tool_calls', 'odd', 4),
  },
  { requiredKeys: ['delta'] },
)

const chunk = fc.oneof(
  { weight: 20, arbitrary: fc.record({ choices: fc.array(choice, { minLength: 1, maxLength: 1 }) }) },
  { weight: 1, arbitrary: fc.record({ choices: fc.constantFrom<unknown>([], null, 'x') }) },
  { weight: 1, arbitrary: fc.constantFrom<unknown>({ error: { message: 'broken' } }, { usage: {} }, '[DONE]') },
  { weight: 1, arbitrary: odd },
)

/** Chunks, and the characters that stand once in all of them. */
export interface ChatOutput {
  chunks: unknown[]
  own: string
}

/** Chat Completions chunks as a hostile upstream sends them. */
export const anyChunks: fc.Arbitrary<ChatOutput> = fc.array(chunk, { maxLength: 20 }).map((list) => {
  let next = 0x4e00
  let said = ''
  const fresh = () => {
    const characters = String.fromCharCode(next++, next++)
    said += characters
    return characters
  }
  const chunks = list.map((each) => filled(each, fresh))
  return { chunks, own: said }
})

function filled(value: unknown, fresh: () => string): unknown {
  if (value === own) return fresh()
  if (Array.isArray(value)) return value.map((each) => filled(each, fresh))
  if (typeof value !== 'object' || value === null) return value
  return Object.fromEntries(Object.entries(value).map(([name, inner]) => [name, filled(inner, fresh)]))
}

import * as fc from 'fast-check'
import type { ResponseMachineInput } from '../../src/wire/input.ts'
import type { ResponseInput } from '../../src/wire/response.ts'

const recipients = [
  null,
  null,
  'assistant',
  'functions.f',
  'functions.fjson',
  'shell',
  'python',
  'browser.search',
  'browser.scroll',
  'mcp.s.t',
  'container.exec',
  '',
  '.',
  'mcp.',
  'functions.',
]

const start = fc.record(
  {
    type: fc.constant('segment.start' as const),
    channel: fc.constantFrom('analysis', 'commentary', 'final', 'odd', '', null),
    recipient: fc.constantFrom(...recipients),
    contentType: fc.constantFrom(null, 'json', 'code'),
    parts: fc.constant('explicit' as const),
    callId: fc.uuid(),
  },
  { requiredKeys: ['type', 'channel', 'recipient', 'contentType'] },
)

const delta = fc.record({
  type: fc.constant('segment.delta' as const),
  text: fc.oneof(
    fc.constantFrom('', '{"query":"', '"}', '{"cursor":1,"pattern":"x"}', '\ud83d', '\ude00', '\u0000'),
    fc.string({ unit: 'grapheme' }),
  ),
})

const end = fc.record({
  type: fc.constant('segment.end' as const),
  reason: fc.constantFrom('end' as const, 'call' as const, 'return' as const, 'cut' as const),
})

const part = fc.record({
  type: fc.constant('part.start' as const),
  part: fc.constantFrom('output_text' as const, 'refusal' as const, 'reasoning_text' as const, 'summary_text' as const),
})

const annotation = fc.constant({
  type: 'annotation' as const,
  annotation: { type: 'url_citation' as const, url: 'https://a.example', title: '', start_index: 0, end_index: 0 },
})

const tool = fc.oneof(
  fc.record({ type: fc.constant('tool.output' as const), output: fc.string() }, { requiredKeys: ['type'] }),
  fc.record({ type: fc.constant('tool.error' as const), error: fc.record({ message: fc.string() }) }),
  fc.constant({ type: 'tool.progress' as const }),
)

const finish = fc.record({
  type: fc.constant('response.finish' as const),
  reason: fc.constantFrom('stop' as const, 'length' as const, 'content_filter' as const),
})

const fail = fc.record({
  type: fc.constant('response.fail' as const),
  error: fc.record({ code: fc.constantFrom('server_error', 'x', ''), message: fc.string() }),
})

const cancel = fc.constant({ type: 'response.cancel' as const })

/** An input that ends the response. */
export const ending: fc.Arbitrary<ResponseMachineInput> = fc.oneof(finish, fail, cancel)

/** Any input, the likely ones more often. */
export const anyInput: fc.Arbitrary<ResponseMachineInput> = fc.oneof(
  { weight: 8, arbitrary: start },
  { weight: 14, arbitrary: delta },
  { weight: 8, arbitrary: end },
  { weight: 3, arbitrary: part },
  { weight: 1, arbitrary: fc.constant({ type: 'part.end' as const }) },
  { weight: 1, arbitrary: annotation },
  { weight: 4, arbitrary: tool },
  { weight: 1, arbitrary: fc.constant({ type: 'response.start' as const }) },
  { weight: 1, arbitrary: ending },
)

/** How a response is made. */
export const anyOptions: fc.Arbitrary<ResponseInput> = fc.record({
  hostedTools: fc.constantFrom('close' as const, 'await' as const),
  codeInterpreter: fc.boolean(),
  webSearch: fc.boolean(),
  queued: fc.boolean(),
  tools: fc.constantFrom(
    [],
    [
      { type: 'function' as const, name: 'f', parameters: null, strict: false },
      { type: 'custom' as const, name: 'shell' },
    ],
  ),
})

/** A whole segment, so that longer conversations are reached than single inputs would make. */
const segment: fc.Arbitrary<ResponseMachineInput[]> = fc.tuple(start, delta, end)

/** Inputs in any order, with one that ends the response. */
export const anyInputs = fc.tuple(
  fc
    .array(fc.oneof({ weight: 3, arbitrary: fc.tuple(anyInput) }, { weight: 1, arbitrary: segment }), { maxLength: 30 })
    .map((runs): ResponseMachineInput[] => runs.flat()),
  ending,
  fc.array(anyInput, { maxLength: 3 }),
)

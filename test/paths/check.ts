import { isDeepStrictEqual } from 'node:util'
import type { RoutedKind } from '../../machines/routing.ts'
import { envelope } from '../../src/paths/envelope.ts'
import type { Walkable } from '../../src/paths/walkable.ts'
import type { WalkableItem, WalkableResponse } from '../../src/paths/walkables.ts'
import { valueText } from '../../src/paths/key.ts'
import type { ResponseMachineInput } from '../../src/wire/input.ts'
import type { HostedTools, ItemInput } from '../../src/wire/item.ts'
import type { InputWarning } from '../../src/wire/warning.ts'
import { accumulate, outcome } from '../oracle/accumulator.ts'
import { isObject, type Json } from '../oracle/letter.ts'
import { oracle } from '../oracle/values.ts'
import { expected, expectedItem } from './expected.ts'

/** A stream, and what is wrong with it: nothing, it is hoped. */
export interface Checked {
  stream: readonly object[]
  complaints: string[]
}

interface Played<At, Event> {
  at: At
  events: Event[]
  warnings: InputWarning[]
  /** How many inputs it took to its end, or all of them. */
  taken: number
}

/** A machine after these inputs, and all that it said on the way. */
export function play<At, Input extends ResponseMachineInput, Event>(
  walkable: Walkable<At, Input, Event>,
  inputs: readonly Input[],
): Played<At, Event> {
  let { at, events, warnings } = walkable.start()
  const all = { events: [...events], warnings: [...warnings], taken: 0 }
  for (const input of inputs) {
    if (walkable.done(at)) break
    all.taken += 1
    ;({ at, events, warnings } = walkable.step(at, input))
    all.events.push(...events)
    all.warnings.push(...warnings)
  }
  return { at, ...all }
}

/** A whole response against the oracle, and against what its inputs said. */
export function checkResponse(
  walkable: WalkableResponse,
  options: { hostedTools?: HostedTools; queued?: boolean },
  inputs: readonly ResponseMachineInput[],
): Checked {
  const { at, events, warnings, taken } = play(walkable, inputs)
  const should = expected(inputs, options)
  const complaints = violations(events)
  const differ = differing(complaints)
  differ('state', valueText(at.response.value), should.end)
  differ('inputs taken', taken, should.taken)
  differ('open item', at.item !== null || at.response.context.item !== null, should.open)
  differ('warned', warned(warnings), should.warned)
  // The order allows these two to be left out; who waits, and whose tool failed, is owed them.
  const said = (type: string) => events.filter((event) => event.type === type).length
  differ('queued', said('response.queued'), options.queued ? 1 : 0)
  const failed = should.items.filter((item) => item['type'] === 'mcp_call' && item['status'] === 'failed')
  differ('failed calls', said('response.mcp_call.failed'), failed.length)
  const last = events.at(-1)
  const response: Json = last && 'response' in last ? { ...last.response } : {}
  differ('output', outputOf(response), should.items)
  const terminal = Object.fromEntries(Object.keys(should.terminal).map((name) => [name, response[name]]))
  differ('terminal', terminal, should.terminal)
  return { stream: events, complaints }
}

/** An item machine alone: its events in an envelope. */
export function checkItem(
  walkable: WalkableItem,
  options: { kind: RoutedKind; hostedTools: HostedTools },
  inputs: readonly ItemInput[],
): Checked {
  const { at, events, warnings, taken } = play(walkable, inputs)
  const stream = envelope(events)
  const complaints = violations(stream)
  const differ = differing(complaints)
  const begin = inputs.findIndex(({ type }) => type === 'segment.start')
  const segment = inputs[begin]
  if (segment?.type !== 'segment.start') return { stream, complaints: [...complaints, 'never begun'] }
  let made = 0
  // The machine alone is made as the plainest segment of its kind says; only `parts` is its own to read.
  const { parts } = segment
  const item = expectedItem({ ...walkableSegment(walkable), parts }, options.hostedTools, () => (made += 1))
  const refused = inputs.slice(0, begin)
  let end = begin + 1
  for (; !item.done && end < inputs.length; end += 1) if (!item.take(inputs[end]!)) refused.push(inputs[end]!)
  differ('state', valueText(at.value), item.status)
  differ('inputs taken', taken, end)
  differ('warned', warned(warnings), refused)
  const failures = events.filter(({ type }) => type === 'response.mcp_call.failed').length
  differ('failed calls', failures, options.kind === 'mcp_call' && item.status === 'failed' ? 1 : 0)
  const last = stream.at(-1)
  differ('output', outputOf(last && 'response' in last ? { ...last.response } : {}), [item.item])
  return { stream, complaints }
}

function walkableSegment(walkable: WalkableItem) {
  const segment = walkable.inputs[0]
  if (segment?.type !== 'segment.start') throw new Error('The first input of an item begins it.')
  return segment
}

const violations = (events: readonly unknown[]) =>
  oracle(events, { profile: 'strict' }).map(({ rule, index, message }) => `${rule} at ${index}: ${message}`)

const differing = (complaints: string[]) => (what: string, is: unknown, should: unknown) => {
  if (!isDeepStrictEqual(asJson(is), asJson(should)))
    complaints.push(`${what} is ${JSON.stringify(is)}, should be ${JSON.stringify(should)}`)
}

/** What stands on the wire of a value: keys that hold undefined do not. */
const asJson = (value: unknown): unknown => JSON.parse(JSON.stringify(value ?? null))

const warned = (warnings: readonly InputWarning[]) => warnings.map(({ input }) => input)

/** The output, with log probabilities by their tokens. */
function outputOf({ output }: Json): Json[] {
  return (Array.isArray(output) ? output : []).map((item: Json) =>
    Array.isArray(item['content']) ? { ...item, content: item['content'].map(byTokens) } : item,
  )
}

function byTokens(part: Json): Json {
  const { logprobs } = part
  return Array.isArray(logprobs) ? { ...part, logprobs: logprobs.map(({ token }) => token) } : part
}

/** What the official client makes of a stream, against what the stream says that it is. */
export async function checkClient(stream: readonly object[]): Promise<string[]> {
  const last = stream.at(-1)
  const response = last && 'response' in last && isObject(last.response) ? last.response : {}
  const result = await outcome(accumulate(stream))
  if (response['status'] === 'failed') return 'error' in result ? [] : ['the client did not see the failure']
  if ('error' in result) return [`the client throws: ${result.error.message}`]
  const seen = Object.fromEntries(Object.entries(result.response))
  const fine = ['id', 'status', 'output', 'usage'].every((name) => holds(seen[name], response[name]))
  return fine ? [] : [`the client holds ${JSON.stringify(seen['output'])}`]
}

/** The client adds fields of its own. */
function holds(is: unknown, should: unknown): boolean {
  if (Array.isArray(should)) {
    return Array.isArray(is) && is.length === should.length && should.every((each, index) => holds(is[index], each))
  }
  if (!isObject(should)) return is === should
  return isObject(is) && Object.entries(should).every(([name, value]) => holds(is[name], value))
}

import type { Responses } from 'openai/resources/responses/responses'
import type { FinishReason, SourceInput } from '../../wire/input.ts'
import { tokenCounts } from '../vectors/alphabets.ts'
import { gatewayProtocols } from './protocol.ts'
import type { GatewayProtocol } from './protocol.ts'
import type { Scenario } from './scenario.ts'

const segment = (channel: string, recipient: string | null = null) => ({
  type: 'segment.start' as const,
  channel,
  recipient,
  contentType: recipient === null ? null : 'json',
})

type Said = readonly SourceInput[]

const deltas = (texts: readonly string[]): Said => texts.map((text) => ({ type: 'segment.delta', text }))
const end = (reason: 'end' | 'call' | 'return'): SourceInput => ({ type: 'segment.end', reason })
const answer = (...texts: string[]): Said => [segment('final'), ...deltas(texts), end('return')]
const unfinished = (...texts: string[]): Said => [segment('final'), ...deltas(texts)]
const thought = (...texts: string[]): Said => [segment('analysis'), ...deltas(texts), end('end')]
const preamble = (...texts: string[]): Said => [segment('commentary'), ...deltas(texts), end('end')]
const refusal = (...texts: string[]): Said => [
  { ...segment('final'), parts: 'explicit' },
  { type: 'part.start', part: 'refusal' },
  ...deltas(texts),
  end('return'),
]
const callBegun = (name: string, id: string, ...texts: string[]): Said => [
  { ...segment('commentary', `functions.${name}`), callId: id },
  ...deltas(texts),
]
const call = (name: string, id: string, ...texts: string[]): Said => [...callBegun(name, id, ...texts), end('call')]
const finish = (reason: FinishReason): SourceInput => ({ type: 'response.finish', reason, usage: tokenCounts })
const fail: SourceInput = {
  type: 'response.fail',
  error: { code: 'server_error', message: 'The model broke.', type: 'server_error' },
}

const functionTool = (name: string): Responses.FunctionTool => ({
  type: 'function',
  name,
  description: `The ${name} of a city.`,
  parameters: { type: 'object', properties: { city: { type: 'string' } }, additionalProperties: false },
  strict: false,
})
const tools = [functionTool('weather'), functionTool('time')]

const all = { protocols: gatewayProtocols }
const chat: { protocols: readonly GatewayProtocol[] } = { protocols: ['chat'] }
const harmony: { protocols: readonly GatewayProtocol[] } = { protocols: ['harmony'] }

const twoCalls = [
  ...call('weather', 'call_1', '{"ci', 'ty":"Oslo"}'),
  ...call('time', 'call_2', '{"city"', ':"Rome"}'),
  finish('stop'),
]

/** What a gateway is tried with, the plainest first. */
export const scenarios: readonly Scenario[] = [
  { ...all, name: 'text', what: 'an answer in pieces', says: [...answer('Hel', 'lo', ', world', '.'), finish('stop')] },
  {
    ...all,
    name: 'white-space',
    what: 'pieces of nothing but white space',
    says: [...answer('\n\n', '  indented', '\n', ' ', 'end \n'), finish('stop')],
  },
  {
    ...all,
    name: 'reasoning',
    what: 'a thought, then an answer',
    says: [...thought('Let me', ' think.'), ...answer('It is', ' 4.'), finish('stop')],
  },
  { ...chat, name: 'refusal', what: 'a refusal', says: [...refusal('I can', 'not do that.'), finish('stop')] },
  {
    ...harmony,
    name: 'preamble',
    what: 'something said to the user before a call',
    says: [
      ...thought('A call.'),
      ...preamble('One', ' moment.'),
      ...call('weather', '', '{"city":"Oslo"}'),
      finish('stop'),
    ],
    tools,
  },
  {
    ...all,
    name: 'single-call',
    what: 'one call, its arguments in pieces',
    says: [...call('weather', 'call_1', '{"ci', 'ty":"Os', 'lo"}'), finish('stop')],
    tools,
  },
  { ...chat, name: 'parallel-calls', what: 'two calls, one after the other', says: twoCalls, tools },
  {
    ...chat,
    name: 'interleaved-calls',
    what: 'two calls, their fragments in turn',
    says: twoCalls,
    tools,
    layout: 'interleaved',
  },
  { ...chat, name: 'batched-calls', what: 'two whole calls in one chunk', says: twoCalls, tools, layout: 'batched' },
  {
    ...chat,
    name: 'shared-chunk',
    what: 'thought, text and a call in one chunk',
    says: [
      ...thought('A call.'),
      ...answer('One moment.'),
      ...call('weather', 'call_1', '{"city":"Oslo"}'),
      finish('stop'),
    ],
    tools,
    layout: 'in one chunk',
  },
  {
    ...all,
    name: 'empty-arguments',
    what: 'a call without arguments',
    says: [...call('time', 'call_1'), finish('stop')],
    tools,
  },
  {
    ...all,
    name: 'cut',
    what: 'an answer cut at the token limit',
    says: [...unfinished('Once', ' upon'), finish('length')],
  },
  {
    ...all,
    name: 'cut-call',
    what: 'a call cut at the token limit',
    says: [...callBegun('weather', 'call_1', '{"ci', 'ty":'), finish('length')],
    tools,
  },
  {
    ...chat,
    name: 'content-filter',
    what: 'an answer stopped by a filter',
    says: [...unfinished('The secret', ' is'), finish('content_filter')],
  },
  { ...all, name: 'upstream-refuses', what: 'an HTTP error of the model', says: [fail], breaks: 'refuses' },
  {
    ...all,
    name: 'upstream-error',
    what: 'an error in the middle of the stream',
    says: [...unfinished('Half an', ' answer'), fail],
    breaks: 'error',
  },
  {
    ...all,
    name: 'upstream-hangs-up',
    what: 'a connection cut in the middle of the stream',
    says: [...unfinished('Half an', ' answer'), fail],
    breaks: 'hangs up',
  },
  {
    ...all,
    name: 'upstream-closes',
    what: 'a stream that ends without saying why',
    says: [...unfinished('Half an', ' answer'), fail],
    breaks: 'closes',
  },
  {
    ...all,
    name: 'slow',
    what: 'pauses between the pieces',
    says: [...thought('H', 'm', '.'), ...answer('Slow', 'ly', ' said', '.'), finish('stop')],
    pace: 'slow',
  },
  {
    ...all,
    name: 'multibyte',
    what: 'characters of several bytes, cut between two packets',
    says: [...answer('Grüße, ', '世界', ' 👋🏽', ' — naïve ', '🇳🇴'), finish('stop')],
    pace: 'split',
  },
  {
    ...chat,
    name: 'usage',
    what: 'token counts in every detail',
    says: [...thought('Hm.'), ...answer('Counted.'), finish('stop')],
    details: true,
  },
  {
    ...all,
    name: 'many-pieces',
    what: 'four hundred pieces at once',
    says: [...answer(...Array.from({ length: 400 }, (_, n) => `${n} `)), finish('stop')],
  },
]

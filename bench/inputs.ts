import type { Responses } from 'openai/resources/responses/responses'
import { createHarmonyTokenSource } from '../src/sources/harmony/tokens.ts'
import type { ResponseMachineInput } from '../src/wire/input.ts'
import type { ResponseInput } from '../src/wire/response.ts'
import { controlTokens, type Token, words } from './vocabulary.ts'

/** One kind of model output, in all the forms that the contenders read. */
export interface BenchInput {
  name: string
  tokens: Token[]
  /** What the response machine is told, from the token source. */
  inputs: ResponseMachineInput[]
  /** How many deltas are among the inputs. */
  deltas: number
}

const { channel, constrain, message, end, start, call, return_ } = controlTokens

const tools: Responses.Tool[] = [{ type: 'function', name: 'get_weather', parameters: {}, strict: false }]

/** What every response of the benchmark is made with: always the same bytes. */
export const benchResponse: ResponseInput = { seed: '0123456789abcdef', tools, response: { created_at: 1, model: 'm' } }

/** A chat answer in English. */
function chatProse(count: number): Token[] {
  return [channel, words.role('final'), message, ...words.prose(count), return_]
}

/** A program: quotes, backslashes and line ends, all of which JSON escapes. */
function code(count: number): Token[] {
  return [channel, words.role('final'), message, ...words.code(count), return_]
}

/** Nine tenths of the tokens are thought, and not said. */
function longReasoning(count: number): Token[] {
  const thought = Math.floor(count * 0.9)
  const thinking = [channel, words.role('analysis'), message, ...words.prose(thought), end]
  return [...thinking, start, words.role('assistant'), ...chatProse(count - thought)]
}

/** Function calls with two arguments each: items begin and end all the time. */
function manyToolCalls(count: number): Token[] {
  const calls: Token[] = []
  for (let made = 0; calls.length < count; made += 1) {
    if (made > 0) calls.push(start, words.role('assistant'))
    const address = words.role('commentary to=functions.get_weather ')
    calls.push(channel, address, constrain, words.role('json'), message, ...words.args(made), call)
  }
  return calls
}

/** Text that is two to four bytes a character. */
function multibyteText(count: number): Token[] {
  return [channel, words.role('final'), message, ...words.multibyte(count), return_]
}

/** The kinds of output, each with how it is made. */
export const benchKinds: Readonly<Record<string, (count: number) => Token[]>> = {
  'chat prose': chatProse,
  code,
  'long reasoning': longReasoning,
  'many small tool calls': manyToolCalls,
  'multibyte text': multibyteText,
}

/** Makes an input of about `count` tokens; the same every time. */
export function benchInput(name: string, count: number): BenchInput {
  const make = benchKinds[name]
  if (make === undefined) throw new Error(`There is no bench input ${name}.`)
  const tokens = make(count)
  const inputs: ResponseMachineInput[] = []
  const source = createHarmonyTokenSource({ onInput: (input) => void inputs.push(input) })
  for (const token of tokens) source.write(token)
  source.finish({ at: 2 })
  return { name, tokens, inputs, deltas: inputs.filter(({ type }) => type === 'segment.delta').length }
}

import { createDriver } from '../../../src/runtime/driver.ts'
import { handOver, readModelOutput } from '../../../src/runtime/model-output.ts'
import { runnerEngine } from '../../../src/runtime/runner-engine.ts'
import { type Conversation, conversationOf } from '../../../src/server/conversation.ts'
import { failureOf } from '../../../src/server/upstreams/error.ts'
import type { Upstream, UpstreamWarning } from '../../../src/server/upstreams/upstream.ts'
import type { WireEvent } from '../../../src/wire/event.ts'
import { oracle } from '../../oracle/values.ts'

/** What a response came to. */
export interface Ran {
  events: WireEvent[]
  /** What the oracle has against them; nothing, one hopes. */
  violations: ReturnType<typeof oracle>
  warnings: string[]
  /** The items, one line each. */
  items: string[]
  /** `completed`, `incomplete max_output_tokens`, `failed CODE: message`. */
  ending: string
  usage: [input: number, output: number, reasoning: number] | null
}

/** Lets an upstream answer, as the server does: generation, source, driver, events. Throws what `generate` throws. */
export async function run(
  upstream: Upstream,
  given: Partial<Conversation> & Pick<Conversation, 'items'>,
  signal = new AbortController().signal,
): Promise<Ran> {
  const conversation = conversationOf(given)
  const warnings: string[] = []
  const onWarning = ({ code }: UpstreamWarning) => warnings.push(code)
  const generation = await upstream.generate(conversation, { signal, onWarning })
  const events: WireEvent[] = []
  const driver = createDriver(runnerEngine, {
    tools: [...conversation.tools],
    seed: '',
    sink: { onEvent: (event) => events.push(event) },
    onWarning,
  })
  const reader = readModelOutput(generation.format, {
    onInput: driver.write,
    onWarning,
    standIns: generation.standIns,
  })
  const { source } = reader
  try {
    await handOver(reader, generation.chunks, (chunks) => {
      for (const chunk of chunks) source.write(chunk)
      return null
    })
    source.finish({ at: 1, ...generation.end?.() })
  } catch (error) {
    if (signal.aborted) driver.cancel()
    else source.fail(failureOf(error))
  }
  return { events, warnings, violations: oracle(events, { profile: 'strict' }), ...toldBy(events) }
}

function toldBy(events: readonly WireEvent[]): Pick<Ran, 'items' | 'ending' | 'usage'> {
  const last = events.at(-1)
  if (last === undefined || !('response' in last)) return { items: [], ending: 'no end', usage: null }
  const { response } = last
  const { incomplete_details: details, usage } = response
  // `response.error` has OpenAI's few codes; the error event has ours.
  const error = events.find((event) => event.type === 'error')
  const why = error ? `${error.code}: ${error.message}` : (details?.reason ?? '')
  return {
    items: response.output.map((item) => {
      if (item.type === 'message')
        return `${item.phase}: ${item.content.map((part) => ('text' in part ? part.text : part.refusal)).join('')}`
      if (item.type === 'reasoning') return `reasoning: ${item.content?.map((part) => part.text).join('')}`
      if (item.type === 'function_call') return `${item.name}(${item.arguments})`
      if (item.type === 'custom_tool_call') return `${item.name}: ${item.input}`
      return item.type
    }),
    ending: `${response.status} ${why}`.trim(),
    usage: usage ? [usage.input_tokens, usage.output_tokens, usage.output_tokens_details.reasoning_tokens] : null,
  }
}

/** A conversation of one user message. */
export function asking(
  text: string,
  more: Partial<Conversation> = {},
): Partial<Conversation> & Pick<Conversation, 'items'> {
  return { items: [{ type: 'message', role: 'user', content: text }], ...more }
}

/** A function tool. */
export function functionTool(name: string, parameters: Record<string, unknown> | null = null) {
  return { type: 'function' as const, name, parameters, strict: false }
}

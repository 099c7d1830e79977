import { actorEngine } from '../../src/runtime/actor-engine.ts'
import { createDriver } from '../../src/runtime/driver.ts'
import type { EngineMaker } from '../../src/runtime/engine.ts'
import { respond } from '../../src/runtime/respond.ts'
import { runnerEngine } from '../../src/runtime/runner-engine.ts'
import { createHarmonyTextSource, type HarmonySource } from '../../src/sources/harmony/text.ts'
import { createHarmonyTokenSource } from '../../src/sources/harmony/tokens.ts'
import { spell } from '../../src/wire/dialect.ts'
import type { FinishReason, SourceInput } from '../../src/wire/input.ts'
import type { Token } from '../sources/harmony/tokens.ts'
import { finishReason, type ParityFile, searchesWeb } from './script.ts'
import { tokensOf } from './tokens.ts'

type Script = Pick<ParityFile, 'input' | 'tool_server_tools'>
type Event = { type: string; [field: string]: unknown }

/** The ways to feed a script to our engine. All give the same stream. */
export const replays: Readonly<Record<string, (script: Script) => Promise<Event[]>>> = {
  'Harmony tokens': async (script) => {
    return driven(
      script,
      createHarmonyTokenSource,
      (source) => {
        for (const step of tokensOf(script.input)) {
          const [token] = step
          if (step.length === 1 && token !== undefined) source.write(token)
          else source.write({ token_ids: step.map(({ id }) => id), text: textOf(step) })
        }
      },
      runnerEngine,
    )
  },
  'Harmony text': async (script) => {
    return driven(
      script,
      createHarmonyTextSource,
      (source) => {
        for (const step of tokensOf(script.input)) source.write(textOf(step))
      },
      actorEngine,
    )
  },
  'vLLM chunks through respond()': async (script) => {
    const options = { from: 'vllm', dialect: 'vllm', ...setting(script) } as const
    return Array.fromAsync(respond(vllmChunks(script), options), (event) => ({ ...event }))
  },
}

function setting(script: Script) {
  return { seed: '', codeInterpreter: true, webSearch: searchesWeb(script) }
}

const textOf = (step: Token[]) => step.map(({ text }) => text).join('')

function driven<Chunk>(
  script: Script,
  createSource: (options: { onInput: (input: SourceInput) => void }) => HarmonySource<Chunk>,
  write: (source: HarmonySource<Chunk>) => void,
  engine: EngineMaker,
): Event[] {
  const events: Event[] = []
  const onEvent = (event: Parameters<typeof spell>[0]) => events.push({ ...spell(event, 'vllm') })
  const driver = createDriver(engine, { ...setting(script), sink: { onEvent } })
  const source = createSource({ onInput: driver.write })
  write(source)
  const reason = finishReason(script.input)
  if (reason === 'error' || reason === 'abort') source.fail({ code: 'upstream_error', message: 'It broke.' })
  else source.finish({ reason: knownReasons.find((known) => known === reason) ?? null })
  return events
}

const knownReasons: readonly FinishReason[] = ['stop', 'length', 'content_filter']

async function* vllmChunks(script: Script): AsyncGenerator<object> {
  for (const step of tokensOf(script.input)) {
    yield { choices: [{ index: 0, text: textOf(step), token_ids: step.map(({ id }) => id) }] }
  }
  yield { choices: [{ index: 0, text: '', token_ids: [], finish_reason: finishReason(script.input) }] }
}

/** The end of a stream, as the parity files hold it. */
export function terminalOf(event: Event | undefined) {
  const response = event?.['response']
  const status = typeof response === 'object' && response !== null && 'status' in response ? response.status : undefined
  return { type: event?.type, sequence_number: event?.['sequence_number'], status }
}

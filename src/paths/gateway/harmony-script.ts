import type { SourceInput } from '../../wire/input.ts'
import { harmonyText, tokenPiece } from '../vectors/harmony-form.ts'
import { tokenCounts } from '../vectors/alphabets.ts'
import type { Scenario } from './scenario.ts'
import { type Asked, brokenModel, type Script } from './script.ts'

/** How vLLM's `/v1/completions` plays a scenario. */
export function harmonyScript(scenario: Scenario, asked: Asked): Script {
  const { says, pace = 'at once', breaks } = scenario
  if (breaks === 'refuses') return { kind: 'refusal', status: 500, body: brokenModel }
  const told = harmonyText(says.map(withoutCallId))
  const pieces = told?.pieces ?? []
  const end = told?.end
  const events = end?.type === 'response.finish' ? finished(pieces, end.reason, asked) : spoken(pieces, asked)
  const rest = end?.type === 'response.finish' ? [...countsOf(asked), '[DONE]'] : []
  const broken = breaks === 'error' ? [brokenModel, '[DONE]'] : []
  return { kind: 'stream', events: [...events, ...rest, ...broken], pace, hangsUp: breaks === 'hangs up' }
}

/** Harmony has no ids for its calls. */
export function withoutCallId(input: SourceInput): SourceInput {
  if (input.type !== 'segment.start') return input
  const { callId: _, ...segment } = input
  return segment
}

const stops = new Map([
  ['<|return|>', 200002],
  ['<|call|>', 200012],
])

function spoken(pieces: readonly string[], asked: Asked): object[] {
  return pieces.map((piece) => chunk(asked, tokenPiece(piece), null, null))
}

/** The token that ends the turn stands among the ids, and not in the text. */
function finished(pieces: readonly string[], reason: string, asked: Asked): object[] {
  const stop = stops.get(pieces.at(-1) ?? '')
  if (stop === undefined) return [...spoken(pieces, asked), chunk(asked, { token_ids: [], text: '' }, reason, null)]
  const last = chunk(asked, { token_ids: [stop], text: '' }, reason, stop)
  return [...spoken(pieces.slice(0, -1), asked), last]
}

const marker = /<\|(?:return|constrain|channel|start|end|message|call)\|>/g

function chunk(
  { model, tokenIds, hidesMarkers }: Asked,
  { token_ids, text }: { token_ids: readonly number[]; text: string },
  finish_reason: string | null,
  stop_reason: number | null,
): object {
  return {
    id: 'cmpl-counterpoint',
    object: 'text_completion',
    created: 1_700_000_000,
    model,
    choices: [
      {
        index: 0,
        text: hidesMarkers ? text.replaceAll(marker, '') : text,
        logprobs: null,
        finish_reason,
        stop_reason,
        ...(tokenIds && { token_ids }),
      },
    ],
  }
}

function countsOf({ model, usage }: Asked): object[] {
  const { input_tokens, output_tokens, total_tokens } = tokenCounts
  const counts = { prompt_tokens: input_tokens, completion_tokens: output_tokens, total_tokens }
  return usage ? [{ id: 'cmpl-counterpoint', object: 'text_completion', model, choices: [], usage: counts }] : []
}

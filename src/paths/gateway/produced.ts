import type { Produced, ProducedUsage } from '../../check/conservation/produced.ts'
import type { ResponseFinish, SegmentStart, SourceInput } from '../../wire/input.ts'
import type { GatewayProtocol } from './protocol.ts'
import type { Scenario } from './scenario.ts'

/** What the model of a scenario produced, for the conservation check. */
export function producedIn({ says, details = false }: Scenario, protocol: GatewayProtocol): Produced[] {
  const produced: Produced[] = []
  let voice: 'text' | 'refusal' | 'reasoning' = 'text'
  for (const [at, input] of says.entries()) {
    if (input.type === 'segment.start') {
      voice = input.channel === 'analysis' ? 'reasoning' : 'text'
      const name = input.recipient
      if (name !== null) produced.push({ kind: 'call', name, arguments: argumentsFrom(says.slice(at + 1)) })
    }
    if (input.type === 'part.start') voice = input.part === 'refusal' ? 'refusal' : 'text'
    if (input.type === 'segment.delta' && segmentOf(says, at)?.recipient === null) {
      produced.push({ kind: voice, text: input.text })
    }
    if (input.type === 'response.finish') produced.push(...countsOf(input, details && protocol === 'chat'))
  }
  return produced
}

function argumentsFrom(rest: readonly SourceInput[]): string {
  const end = rest.findIndex(({ type }) => type !== 'segment.delta')
  return rest
    .slice(0, end)
    .map((input) => (input.type === 'segment.delta' ? input.text : ''))
    .join('')
}

function segmentOf(says: readonly SourceInput[], at: number): SegmentStart | undefined {
  return says.slice(0, at).findLast((input) => input.type === 'segment.start')
}

function countsOf({ usage }: ResponseFinish, details: boolean): ProducedUsage[] {
  if (usage === undefined || usage === null) return []
  const { input_tokens, output_tokens, total_tokens, input_tokens_details, output_tokens_details } = usage
  const counts = { input_tokens, output_tokens, total_tokens }
  if (!details) return [{ kind: 'usage', usage: counts }]
  const { cached_tokens } = input_tokens_details
  return [{ kind: 'usage', usage: { ...counts, input_tokens_details: { cached_tokens }, output_tokens_details } }]
}

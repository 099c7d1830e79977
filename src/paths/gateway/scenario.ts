import type { Responses } from 'openai/resources/responses/responses'
import type { SourceInput } from '../../wire/input.ts'
import type { GatewayProtocol } from './protocol.ts'

/** How calls lie in the chunks, where that is not one fragment after the other. */
export type Layout = 'interleaved' | 'batched' | 'in one chunk'

/** How the model breaks: with an HTTP error, an error in the stream, its socket cut, or a stream that just ends. */
export type Break = 'refuses' | 'error' | 'hangs up' | 'closes'

/** One thing that a model does, and a gateway has to get right. */
export interface Scenario {
  name: string
  /** What a gateway is tried with. */
  what: string
  /** What the model says: a path through the response machine, from its first segment to its end. */
  says: readonly SourceInput[]
  /** The protocols that can say it. */
  protocols: readonly GatewayProtocol[]
  layout?: Layout
  /** How its bytes come: with pauses, or cut in the middle of characters. */
  pace?: 'slow' | 'split'
  breaks?: Break
  /** The counts' details are looked at too. */
  details?: boolean
  /** The request offers functions. */
  tools?: readonly Responses.FunctionTool[]
}

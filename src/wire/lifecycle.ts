import type { Responses } from 'openai/resources/responses/responses'
import type { ErrorEvent, LifecycleEvent, OutputItem, WireResponse } from './event.ts'
import type { ResponseCancel, ResponseFail, ResponseFailure, ResponseFinish } from './input.ts'
import type { Pages } from './pages.ts'

/** The fields of a Response that a caller may set; the machine adds status, output, usage and error. */
export type ResponseFields = Partial<
  Omit<WireResponse, 'object' | 'status' | 'output' | 'usage' | 'error' | 'incomplete_details'>
>

/** How a response was told to end. */
export type Ending = ResponseFinish | ResponseFail | ResponseCancel

/** What the lifecycle events are made from. */
export interface LifecycleContext {
  response: ReturnType<typeof responseFields>
  /** The items that are done, in index order. */
  output: Pages<OutputItem>
  /** How the response was told to end, while an open item is still being closed for it. */
  ending: Ending | null
}

/** What most callers do not choose: one object for all streams, so that an idle one stays small. */
const unchosen = Object.freeze({
  metadata: Object.freeze({}),
  reasoning: Object.freeze({ effort: null, summary: null }),
  text: Object.freeze({ format: Object.freeze({ type: 'text' as const }) }),
})

/** Every field of a Response that does not change while it runs; clients read `id`, `created_at` and `model` at once. */
export function responseFields(id: string, createdAt: number, fields: ResponseFields) {
  return {
    id,
    object: 'response' as const,
    created_at: createdAt,
    background: false,
    instructions: null,
    max_output_tokens: null,
    max_tool_calls: null,
    metadata: unchosen.metadata,
    model: 'unknown',
    parallel_tool_calls: true,
    previous_response_id: null,
    prompt_cache_key: null,
    reasoning: unchosen.reasoning,
    safety_identifier: null,
    service_tier: 'default' as const,
    store: false,
    temperature: 1,
    text: unchosen.text,
    tool_choice: 'auto' as const,
    tools: [],
    top_logprobs: 0,
    top_p: 1,
    truncation: 'disabled' as const,
    frequency_penalty: 0,
    presence_penalty: 0,
    ...fields,
  }
}

type Moment = Pick<WireResponse, 'status' | 'output' | 'usage' | 'error' | 'incomplete_details' | 'completed_at'>

function snapshot(context: LifecycleContext, moment: Partial<Moment>): WireResponse {
  return {
    ...context.response,
    status: 'in_progress',
    completed_at: null,
    error: null,
    incomplete_details: null,
    output: [],
    usage: null,
    ...moment,
  }
}

/** Zeros in every count: `usage` must stand in the terminal event, opencode hangs when it is missing. */
export const noUsage: Responses.ResponseUsage = {
  input_tokens: 0,
  input_tokens_details: { cached_tokens: 0, cache_write_tokens: 0 },
  output_tokens: 0,
  output_tokens_details: { reasoning_tokens: 0 },
  total_tokens: 0,
}

/** The ending that a terminal event tells of: the input itself, or the one that had to wait for the open item. */
function endingOf(context: LifecycleContext, input: { type: string }): Ending | null {
  return isEnding(input) ? input : context.ending
}

function isEnding(input: { type: string }): input is Ending {
  return input.type === 'response.finish' || input.type === 'response.fail' || input.type === 'response.cancel'
}

const unexplained: ResponseFailure = { code: 'server_error', message: 'The response failed.' }

function failureOf(ending: Ending | null): ResponseFailure {
  return ending?.type === 'response.fail' ? ending.error : unexplained
}

const responseErrorCodes: readonly Responses.ResponseError['code'][] = [
  'server_error',
  'rate_limit_exceeded',
  'invalid_prompt',
  'vector_store_timeout',
]

/** `response.error.code` is a closed set; any other code stands in the `error` event and in the message. */
function responseError(failure: ResponseFailure): Responses.ResponseError {
  const code = responseErrorCodes.find((known) => known === failure.code) ?? 'server_error'
  return { code, message: failure.message }
}

/** Why a response is incomplete. A cancelled one has no details: OpenAI has no event for it (protocol.md, "Cancelled"). */
function incompleteDetails(ending: Ending | null): WireResponse['incomplete_details'] {
  if (ending?.type === 'response.cancel') return null
  const filtered = ending?.type === 'response.finish' && ending.reason === 'content_filter'
  return { reason: filtered ? 'content_filter' : 'max_output_tokens' }
}

function lifecycle<Type extends LifecycleEvent['type']>(type: Type, response: WireResponse) {
  return { type, response }
}

/** Every event that the response machine says by itself. */
export const lifecycleEmitters = {
  'response.created': {
    event: (context: LifecycleContext & { queued: boolean }) =>
      lifecycle('response.created', snapshot(context, { status: context.queued ? 'queued' : 'in_progress' })),
  },
  'response.queued': {
    event: (context: LifecycleContext) => lifecycle('response.queued', snapshot(context, { status: 'queued' })),
  },
  'response.in_progress': {
    event: (context: LifecycleContext) => lifecycle('response.in_progress', snapshot(context, {})),
  },
  'response.completed': {
    event: (context: LifecycleContext, input: { type: string }) => {
      const ending = endingOf(context, input)
      const at = ending?.type === 'response.finish' ? (ending.at ?? null) : null
      const output = context.output.flat()
      const usage = ending?.usage ?? noUsage
      return lifecycle(
        'response.completed',
        snapshot(context, { status: 'completed', completed_at: at, output, usage }),
      )
    },
  },
  'response.incomplete': {
    event: (context: LifecycleContext, input: { type: string }) => {
      const ending = endingOf(context, input)
      const output = context.output.flat()
      const usage = ending?.usage ?? noUsage
      const incomplete_details = incompleteDetails(ending)
      return lifecycle(
        'response.incomplete',
        snapshot(context, { status: 'incomplete', output, usage, incomplete_details }),
      )
    },
  },
  error: {
    event: (context: LifecycleContext, input: { type: string }): Omit<ErrorEvent, 'sequence_number'> => {
      const { code, message, param = null, type = code } = failureOf(endingOf(context, input))
      return { type: 'error', code, message, param, error: { type, code, message, param } }
    },
  },
  'response.failed': {
    event: (context: LifecycleContext, input: { type: string }) => {
      const ending = endingOf(context, input)
      const output = context.output.flat()
      const usage = ending?.usage ?? noUsage
      const error = responseError(failureOf(ending))
      return lifecycle('response.failed', snapshot(context, { status: 'failed', output, usage, error }))
    },
  },
}

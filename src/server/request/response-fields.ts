import type { Responses } from 'openai/resources/responses/responses'
import type { ResponseFields } from '../../wire/lifecycle.ts'
import type { CreateRequest } from './create-request.ts'

/** Fields of a Response, and those that OpenAI sends but does not have in its types. */
export type EchoedFields = ResponseFields & { store: boolean; presence_penalty: number; frequency_penalty: number }

/**
 * What a Response says of its request, in every lifecycle event: each field, with its default, as OpenAI echoes it. Its
 * `tools` are without secrets: give those to the machine too, whose input is stored.
 *
 * @param request a valid request
 * @param model the model that answers, where the server calls it otherwise
 */
export function responseFieldsOf(request: CreateRequest, model: string = request.model): EchoedFields {
  return {
    model,
    background: request.background,
    instructions: request.instructions ?? null,
    max_output_tokens: request.max_output_tokens ?? null,
    max_tool_calls: request.max_tool_calls ?? null,
    metadata: request.metadata ?? {},
    parallel_tool_calls: request.parallel_tool_calls,
    previous_response_id: request.previous_response_id ?? null,
    prompt_cache_key: request.prompt_cache_key ?? null,
    reasoning: {
      effort: request.reasoning?.effort ?? null,
      summary: request.reasoning?.summary ?? request.reasoning?.generate_summary ?? null,
    },
    safety_identifier: request.safety_identifier ?? null,
    // The tier that served it, and there is but one here; which one was asked for is not echoed by OpenAI either.
    service_tier: 'default',
    store: request.store,
    temperature: request.temperature ?? 1,
    text: { format: request.text?.format ?? { type: 'text' }, verbosity: request.text?.verbosity ?? 'medium' },
    tool_choice: request.tool_choice,
    tools: request.tools.map(withoutSecrets),
    top_logprobs: request.top_logprobs ?? 0,
    top_p: request.top_p ?? 1,
    presence_penalty: request.presence_penalty ?? 0,
    frequency_penalty: request.frequency_penalty ?? 0,
    truncation: request.truncation ?? 'disabled',
    ...(request.user !== undefined && { user: request.user }),
  }
}

/** A tool as it may be shown and stored: an MCP server's credentials stand in its headers, and in many a URL. */
export function withoutSecrets(tool: Responses.Tool): Responses.Tool {
  if (tool.type !== 'mcp') return tool
  const { headers: _, authorization: __, server_url, ...rest } = tool
  return server_url === undefined ? rest : { ...rest, server_url: withoutPath(server_url) }
}

function withoutPath(url: string): string {
  const { origin, pathname, search } = new URL(url)
  return pathname === '/' && search === '' ? `${origin}/` : `${origin}/<redacted>`
}

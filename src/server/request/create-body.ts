import { z } from 'zod'
import { maybe, stringOrList } from './choose.ts'
import { inputItem } from './input-items.ts'
import { textConfig } from './text-format.ts'
import { toolChoice } from './tool-choice.ts'
import { tool } from './tools.ts'

const metadata = z.record(z.string().max(64), z.string().max(512)).refine((pairs) => Object.keys(pairs).length <= 16, {
  message: "Invalid 'metadata': it has to hold at most 16 pairs.",
})

const reasoning = z.object({
  effort: maybe(z.enum(['none', 'minimal', 'low', 'medium', 'high', 'xhigh', 'max'])),
  summary: maybe(z.enum(['auto', 'concise', 'detailed'])),
  generate_summary: maybe(z.enum(['auto', 'concise', 'detailed'])),
})

const absent = (what: string) =>
  z
    .unknown()
    .optional()
    .refine((value) => value === undefined || value === null, {
      message: what,
      params: { code: 'unsupported_parameter' },
    })

const penalty = maybe(z.number().min(-2).max(2))

/** What is known of the body of `POST /v1/responses`. Everything but the input may be missing or null. */
export const createBody = z.object({
  model: maybe(z.string().min(1).max(512)),
  input: maybe(stringOrList(inputItem, 'input items')),
  instructions: maybe(z.string()),
  previous_response_id: maybe(z.string().min(1).max(512)),
  tools: maybe(z.array(tool)),
  tool_choice: maybe(toolChoice),
  parallel_tool_calls: maybe(z.boolean()),
  max_output_tokens: maybe(z.int().min(1)),
  max_tool_calls: maybe(z.int().min(1)),
  text: textConfig,
  reasoning: maybe(reasoning),
  include: maybe(z.array(z.string())),
  truncation: maybe(z.enum(['auto', 'disabled'])),
  store: maybe(z.boolean()),
  background: maybe(z.boolean()),
  stream: maybe(z.boolean()),
  stream_options: maybe(z.object({ include_obfuscation: maybe(z.boolean()) })),
  metadata: maybe(metadata),
  prompt_cache_key: maybe(z.string()),
  safety_identifier: maybe(z.string()),
  user: maybe(z.string()),
  service_tier: maybe(z.string()),
  temperature: maybe(z.number().min(0).max(2)),
  top_p: maybe(z.number().min(0).max(1)),
  top_logprobs: maybe(z.int().min(0).max(20)),
  presence_penalty: penalty,
  frequency_penalty: penalty,
  stop: maybe(stringOrList(z.string(), 'strings')),
  seed: maybe(z.int()),
  conversation: absent(
    "Conversations are not supported by this server; send 'previous_response_id' or the whole input.",
  ),
  prompt: absent("Stored prompts are not supported by this server; send their text as 'instructions' and 'input'."),
})

/** OpenAI's own that mean nothing here: accepted, and not passed on to an upstream as if it knew them. */
export const ignoredFields: readonly string[] = [
  'access_programs',
  'context_management',
  'image',
  'moderation',
  'prompt_cache_options',
  'prompt_cache_retention',
  'prompt_cache_diagnostics',
]

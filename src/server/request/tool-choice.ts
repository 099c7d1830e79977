import { z } from 'zod'
import type { ToolChoice } from '../conversation.ts'
import { byType, maybe, wordOrObject } from './choose.ts'

/** Chat Completions nests the name; some clients send both APIs the same. */
const functionChoice = z.preprocess(
  (value) => {
    if (typeof value !== 'object' || value === null || 'name' in value || !('function' in value)) return value
    const { function: inner } = value
    return typeof inner === 'object' && inner !== null && 'name' in inner ? { ...value, name: inner.name } : value
  },
  z.object({ type: z.literal('function'), name: z.string().min(1) }),
)

const customChoice = z.object({ type: z.literal('custom'), name: z.string().min(1) })

const mcpChoice = z.object({ type: z.literal('mcp'), server_label: z.string().min(1), name: maybe(z.string()) })

const allowedTools = z.object({
  type: z.literal('allowed_tools'),
  mode: z.enum(['auto', 'required']),
  tools: z.array(z.record(z.string(), z.unknown())),
})

const hosted = z.object({
  type: z.enum([
    'file_search',
    'web_search_preview',
    'web_search_preview_2025_03_11',
    'computer',
    'computer_use',
    'computer_use_preview',
    'image_generation',
    'code_interpreter',
  ]),
})

/** Clients name the tool as they offered it; the protocol's own type has the preview's names only. */
const webSearch = z.unknown().transform(() => ({ type: 'web_search_preview' as const }))

/** Tools that this server does not have cannot be forced; they were passed over in `tools`. */
const unavailable = z.unknown().transform(() => 'auto' as const)

const object = byType<Record<string, ToolChoice>>(
  {
    function: functionChoice,
    custom: customChoice,
    mcp: mcpChoice,
    allowed_tools: allowedTools,
    web_search: webSearch,
    web_search_2025_08_26: webSearch,
    web_search_preview: hosted,
    web_search_preview_2025_03_11: hosted,
    code_interpreter: hosted,
    file_search: hosted,
    image_generation: hosted,
    computer: hosted,
    computer_use: hosted,
    computer_use_preview: hosted,
  },
  (type) => (typeof type === 'string' ? unavailable : undefined),
)

/** How tools are to be used, in any form. */
export const toolChoice: z.ZodType<ToolChoice> = wordOrObject<'none' | 'auto' | 'required', ToolChoice>(
  z.enum(['none', 'auto', 'required']),
  object,
)

import type { Responses } from 'openai/resources/responses/responses'
import { badRequest, shortened } from '../api-error.ts'
import type { ToolChoice } from '../conversation.ts'
import type { RequestWarning } from './warning.ts'

interface Choosing {
  tools: readonly Responses.Tool[]
  tool_choice: ToolChoice
}

/**
 * Makes sure that the tool that has to be called is there to be called.
 *
 * @param isSomeUnknown whether tools were passed over: what cannot be chosen may be one of them, and is left to the model
 * @throws ApiError 400 on `tool_choice`
 */
export function checkToolChoice(
  { tools, tool_choice: choice }: Choosing,
  isSomeUnknown: boolean,
  warnings: RequestWarning[],
): ToolChoice {
  if (isThere(choice, tools)) return choice
  const wanted = typeof choice === 'string' ? choice : nameOf(choice)
  if (!isSomeUnknown) {
    const message = `Tool choice '${shortened(wanted)}' not found in 'tools' parameter; add the tool, or choose another.`
    throw badRequest(message, 'tool_choice', 'invalid_value')
  }
  const message = `tool_choice asks for '${shortened(wanted)}', which this server does not have; the model may choose.`
  warnings.push({ code: 'request/tool-choice', message, param: 'tool_choice' })
  return 'auto'
}

function isThere(choice: ToolChoice, tools: readonly Responses.Tool[]): boolean {
  if (typeof choice === 'string') return choice !== 'required' || tools.length > 0
  switch (choice.type) {
    case 'function':
    case 'custom':
      return tools.some((tool) => isNamed(tool, choice.type, choice.name))
    case 'mcp':
      return tools.some(
        (tool) => tool.type === 'mcp' && 'server_label' in choice && tool.server_label === choice.server_label,
      )
    case 'allowed_tools':
      return choice.mode === 'auto' || tools.length > 0
    case 'web_search_preview':
    case 'web_search_preview_2025_03_11':
      return tools.some((tool) => tool.type.startsWith('web_search'))
    default:
      return tools.some((tool) => tool.type === choice.type)
  }
}

function isNamed(tool: Responses.Tool, type: 'function' | 'custom', name: string): boolean {
  if (tool.type === 'namespace') return tool.tools.some((inner) => inner.type === type && inner.name === name)
  return tool.type === type && 'name' in tool && tool.name === name
}

function nameOf(choice: Exclude<ToolChoice, string>): string {
  return 'name' in choice && typeof choice.name === 'string' ? choice.name : choice.type
}

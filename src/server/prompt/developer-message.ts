import type { Conversation } from '../conversation.ts'
import { forcedName, isCallRequired, offeredTools } from '../offered-tools.ts'
import { commentLines } from './comments.ts'
import { functionsNamespace } from './namespace.ts'

/**
 * The text of the developer message: instructions, functions, response format; empty where there is none of them.
 *
 * @param instructions what the request and its first system and developer messages say
 */
export function developerText(conversation: Conversation, instructions: readonly string[]): string {
  const said = [...instructions, toolChoiceText(conversation), formatText(conversation)].filter((text) => text !== '')
  const sections: string[] = []
  if (said.length > 0) sections.push(`# Instructions\n\n${said.join('\n\n')}`)
  const tools = offeredTools(conversation)
  if (tools.length > 0) sections.push(`# Tools\n\n${functionsNamespace(tools)}`)
  const format = responseFormat(conversation.format)
  if (format !== '') sections.push(format)
  return sections.join('\n\n')
}

/** Harmony has no switch for it: the model can only be told. */
function toolChoiceText({ toolChoice }: Conversation): string {
  const name = forcedName(toolChoice)
  if (name !== null) return `Call the tool functions.${name} before you answer.`
  return isCallRequired(toolChoice) ? 'Call one of the tools before you answer.' : ''
}

function formatText({ format }: Conversation): string {
  return format.type === 'json_object' ? 'Answer with one JSON object and nothing else.' : ''
}

function responseFormat(format: Conversation['format']): string {
  if (format.type !== 'json_schema') return ''
  const description = commentLines(format.description ?? '', '')
  return `# Response Formats\n\n## ${format.name}\n\n${description}${JSON.stringify(format.schema)}`
}

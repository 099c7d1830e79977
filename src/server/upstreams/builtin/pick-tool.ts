import type { Conversation } from '../../conversation.ts'
import { forcedName, type OfferedTool, offeredTools } from '../../offered-tools.ts'
import { instanceOf } from '../../json-schema/instance.ts'

/** A call that the built-in model makes. */
export interface PickedCall {
  recipient: string
  /** `json` for functions; null for what is given free text. */
  contentType: 'json' | null
  text: string
}

/** The call that fits what the user said: the forced tool, or the one whose name and description have most of its words. */
export function pickCall(conversation: Conversation, said: string): PickedCall | null {
  const { toolChoice } = conversation
  const forced = typeof toolChoice === 'string' ? '' : toolChoice.type
  if (forced === 'code_interpreter') return { recipient: 'python', contentType: null, text: 'print(1 + 1)' }
  if (forced.startsWith('web_search')) {
    return { recipient: 'browser.search', contentType: 'json', text: JSON.stringify({ query: said }) }
  }
  const tools = offeredTools(conversation)
  const name = forcedName(toolChoice)
  const tool = tools.find((each) => each.name === name) ?? bestOf(tools, said)
  if (tool === undefined) return null
  const recipient = `functions.${tool.name}`
  if (tool.kind === 'custom') return { recipient, contentType: null, text: said }
  const args = tool.parameters === null ? {} : instanceOf(tool.parameters, subjectOf(said))
  return { recipient, contentType: 'json', text: JSON.stringify(args) }
}

function bestOf(tools: readonly OfferedTool[], said: string): OfferedTool | undefined {
  const words = new Set(wordsOf(said))
  let best = tools[0]
  let most = 0
  for (const tool of tools) {
    const score = new Set(wordsOf(`${tool.name} ${tool.description}`).filter((word) => words.has(word))).size
    if (score <= most) continue
    most = score
    best = tool
  }
  return best
}

function wordsOf(text: string): string[] {
  return text.toLowerCase().match(/[\p{L}\p{N}]{3,}/gu) ?? []
}

/** What it is about: what stands in quotes, or else the last name in the text, or else all of it. */
function subjectOf(said: string): string {
  const quoted = /["“«']([^"”»']{1,200})["”»']/u.exec(said)?.[1]
  if (quoted !== undefined) return quoted
  const names = Array.from(
    said.matchAll(/(?<=[\p{L}\p{N},] )\p{Lu}[\p{L}]+(?: \p{Lu}[\p{L}]+){0,4}/gu),
    ([name]) => name,
  )
  return names.at(-1) ?? said.slice(0, 200)
}

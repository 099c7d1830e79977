import type { ConversationItem } from '../conversation.ts'
import type { HarmonyMessage } from './segment.ts'

/** A call that a host answers: its output stands in the item itself. */
export type HostedCall = Extract<ConversationItem, { type: 'mcp_call' | 'code_interpreter_call' | 'web_search_call' }>

/** A hosted call of an earlier turn and its answer, as the model made the one and read the other. */
export function hostedCallMessages(item: HostedCall): HarmonyMessage[] {
  switch (item.type) {
    case 'mcp_call': {
      const name = `mcp.${item.server_label}.${item.name}`
      return pair(
        name,
        'commentary',
        { contentType: 'json', text: item.arguments },
        item.output ?? errorText(item.error),
      )
    }
    case 'code_interpreter_call':
      return pair('python', 'analysis', { contentType: 'code', text: item.code ?? '' }, logsOf(item.outputs))
    case 'web_search_call': {
      const { name, asked, found } = searchOf(item.action)
      return pair(`browser.${name}`, 'analysis', { contentType: 'json', text: JSON.stringify(asked) }, found)
    }
  }
}

function pair(
  tool: string,
  channel: 'analysis' | 'commentary',
  call: Pick<HarmonyMessage, 'contentType' | 'text'>,
  output: string,
): HarmonyMessage[] {
  return [
    { role: 'assistant', recipient: tool, channel, ...call },
    { role: tool, recipient: 'assistant', channel, text: output },
  ]
}

/** The error's shape is the MCP server's own. */
function errorText(error: unknown): string {
  if (error === null || error === undefined) return ''
  return `Error: ${typeof error === 'string' ? error : JSON.stringify(error)}`
}

type Outputs = Extract<HostedCall, { type: 'code_interpreter_call' }>['outputs']

function logsOf(outputs: Outputs): string {
  return (outputs ?? []).map((output) => (output.type === 'logs' ? output.logs : `[image: ${output.url}]`)).join('\n')
}

type Action = Extract<HostedCall, { type: 'web_search_call' }>['action']

/** What was found is not kept in the item, but for the addresses. */
function searchOf(action: Action | undefined): { name: string; asked: Record<string, unknown>; found: string } {
  switch (action?.type) {
    case 'open_page':
      return { name: 'open', asked: { id: action.url ?? '' }, found: '' }
    case 'find_in_page':
      return { name: 'find', asked: { pattern: action.pattern, url: action.url }, found: '' }
    case 'search': {
      const query = action.queries?.join(' ') ?? ('query' in action ? action.query : '')
      return { name: 'search', asked: { query }, found: (action.sources ?? []).map(addressOf).join('\n') }
    }
    default:
      return { name: 'search', asked: {}, found: '' }
  }
}

function addressOf(source: object): string {
  return 'url' in source && typeof source.url === 'string' ? source.url : JSON.stringify(source)
}

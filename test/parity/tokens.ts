import { type Token, tokenize } from '../sources/harmony/tokens.ts'
import { type Entry, stepsOf } from './script.ts'

/** A script as Harmony tokens, one by one but for those of a chunk. A turn of the host's adds nothing. */
export function tokensOf(input: readonly Entry[]): Token[][] {
  const headers = new HeaderWriter()
  return stepsOf(input).flatMap((step, at) => {
    const tokens = step.flatMap((entry) => headers.tokens(entry, [...step, ...input.slice(at + 1)]))
    return step.length > 1 ? [tokens] : tokens.map((token) => [token])
  })
}

const stops = { start: '<|start|>', end: '<|end|>', call: '<|call|>', return: '<|return|>' }

/** After `<|start|>` a header token is the role; the others stand in the entry that completes the header. */
class HeaderWriter {
  #atRole = false

  tokens(entry: Entry, rest: readonly Entry[]): Token[] {
    switch (entry.t) {
      case 'text':
        return [{ id: 1000, text: entry.text }]
      case 'hold':
        return [{ id: 1000, text: '' }]
      case 'message':
        return tokenize(header(entry), 1000)
      case 'header':
        return this.#header(rest)
      case 'start':
      case 'end':
      case 'call':
      case 'return':
        this.#atRole = entry.t === 'start'
        return tokenize(stops[entry.t])
      default:
        return []
    }
  }

  #header(rest: readonly Entry[]): Token[] {
    const role = this.#atRole
    this.#atRole = false
    if (role) return tokenize('assistant', 1000)
    const completed = rest.some((entry) => entry.t === 'message' || entry.t === 'chunk')
    return completed ? [] : tokenize('<|channel|>')
  }
}

function header({ channel, recipient, content_type }: Extract<Entry, { t: 'message' }>): string {
  const name = channel === null ? '' : `<|channel|>${channel}`
  const to = recipient === null ? '' : ` to=${recipient}`
  const type = content_type === null ? '' : ` ${content_type}`
  return `${name}${to}${type}<|message|>`
}

import { createHarmonyTextSource } from '../../../src/sources/harmony/text.ts'
import { createHarmonyTokenSource } from '../../../src/sources/harmony/tokens.ts'
import type { SourceEnd } from '../../../src/sources/source.ts'
import type { SourceWarning } from '../../../src/sources/warning.ts'
import type { SourceInput } from '../../../src/wire/input.ts'
import { cut, tokenize } from './tokens.ts'
import type { Token } from './tokens.ts'

/** What a source said, deltas joined: `start CHANNEL [to=R] [(TYPE)]`, `"text"`, `end REASON`, `finish REASON`, … */
export interface Reading {
  log: string[]
  warnings: SourceWarning[]
  inputs: SourceInput[]
}

export class Recorder {
  readonly inputs: SourceInput[] = []
  readonly warnings: SourceWarning[] = []
  readonly onInput = (input: SourceInput): void => void this.inputs.push(input)
  readonly onWarning = (warning: SourceWarning): void => void this.warnings.push(warning)

  get reading(): Reading {
    return { log: log(this.inputs), warnings: this.warnings, inputs: this.inputs }
  }
}

export function readTexts(chunks: readonly string[], end: SourceEnd = {}): Reading {
  const recorder = new Recorder()
  const source = createHarmonyTextSource(recorder)
  for (const chunk of chunks) source.write(chunk)
  source.finish(end)
  return recorder.reading
}

export function readTokens(tokens: readonly Token[], size = 1, end: SourceEnd = {}): Reading {
  const recorder = new Recorder()
  const source = createHarmonyTokenSource(recorder)
  if (size === 1) for (const token of tokens) source.write(token)
  else {
    for (let at = 0; at < tokens.length; at += size) {
      const chunk = tokens.slice(at, at + size)
      source.write({ token_ids: chunk.map(({ id }) => id), text: chunk.map(({ text }) => text).join('') })
    }
  }
  source.finish(end)
  const { log, ...rest } = recorder.reading
  return { ...rest, log: log.map((line) => line.replace(/ \d+\/\d+$/, '')) }
}

/** Every way to cut `text`: at each chunk size, token by token, and several tokens at once. */
export function everyWay(text: string, end: SourceEnd = {}): [way: string, reading: Reading][] {
  const ways: [string, Reading][] = []
  for (let size = 1; size <= Math.max(1, text.length); size++) {
    ways.push([`${size} characters at once`, readTexts(cut(text, size), end)])
  }
  for (const size of [1, 2, 3, 5, 8, 1000]) {
    for (const piece of [1, 3, 7, 1000]) {
      const reading = readTokens(tokenize(text, piece), size, end)
      ways.push([`${size} tokens of up to ${piece} characters at once`, reading])
    }
  }
  return ways
}

function log(inputs: readonly SourceInput[]): string[] {
  const lines: string[] = []
  let text = ''
  const flush = (): void => {
    if (text !== '') lines.push(JSON.stringify(text))
    text = ''
  }
  for (const input of inputs) {
    if (input.type === 'segment.delta') {
      text += input.text
      continue
    }
    flush()
    lines.push(line(input))
  }
  flush()
  return lines
}

function line(input: SourceInput): string {
  if (input.type === 'segment.start') {
    const to = input.recipient === null ? '' : ` to=${input.recipient}`
    return `start ${input.channel}${to}${input.contentType === null ? '' : ` (${input.contentType})`}`
  }
  if (input.type === 'segment.end') return `end ${input.reason}`
  if (input.type === 'response.fail') return `fail ${input.error.code}`
  if (input.type !== 'response.finish') return input.type
  const usage = input.usage
  return `finish ${input.reason}${usage ? ` ${usage.output_tokens}/${usage.output_tokens_details.reasoning_tokens}` : ''}`
}

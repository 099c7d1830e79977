import { readdirSync, readFileSync, writeFileSync } from 'node:fs'
import type { ModelFormat } from '../../src/runtime/model-format.ts'
import type { SourceEnd } from '../../src/sources/source.ts'
import type { Dialect } from '../../src/wire/dialect.ts'
import type { ResponseFailure, ResponseMachineInput } from '../../src/wire/input.ts'
import type { ResponseInput } from '../../src/wire/response.ts'

/** What a case's `options` block may hold: how the response is made, and how its model's output ends. */
export interface CaseOptions extends ResponseInput {
  dialect?: Dialect
  end?: SourceEnd
  fail?: ResponseFailure
}

/** One fenced input block: some model output, or inputs from elsewhere that come after it. */
export type Block =
  | { kind: 'model'; format: ModelFormat; text: string }
  | { kind: 'inputs'; inputs: ResponseMachineInput[] }

/** One case of a fixture document. */
export interface StreamCase {
  /** Its heading. */
  title: string
  options: CaseOptions
  blocks: Block[]
  /** The `events` block. */
  log: string[]
}

const folder = new URL('../fixtures/streams/', import.meta.url)
const formats = new Map<string, ModelFormat>([
  ['harmony', 'harmony'],
  ['jsonl tokens', 'harmony-tokens'],
  ['jsonl vllm', 'vllm'],
  ['jsonl chat', 'chat'],
  ['sse chat', 'chat'],
])

/** The fixture documents, by name. */
export function documents(): string[] {
  return readdirSync(folder)
    .filter((name) => name.endsWith('.md') && name !== 'README.md')
    .toSorted()
}

/** The cases of a document, in order. */
export function casesOf(document: string): StreamCase[] {
  const sections = readFileSync(new URL(document, folder), 'utf8').split(/^## /m).slice(1)
  return sections.map((section) => readCase(document, section))
}

/** Puts other logs into a document's `events` blocks: `UPDATE_FIXTURES=1`. Read every one of them afterwards. */
export function rewrite(document: string, logs: ReadonlyMap<string, readonly string[]>): void {
  const url = new URL(document, folder)
  const [head = '', ...sections] = readFileSync(url, 'utf8').split(/^(?=## )/m)
  const written = sections.map((section) => {
    const log = logs.get(titleOf(section.slice('## '.length)))
    return log === undefined ? section : section.replace(/^```events\n[^]*?^```$/m, () => fence('events', log))
  })
  writeFileSync(url, head + written.join(''))
}

function fence(info: string, lines: readonly string[]): string {
  return `\`\`\`${info}\n${lines.map((line) => `${line}\n`).join('')}\`\`\``
}

function titleOf(section: string): string {
  return section.slice(0, section.indexOf('\n')).trim()
}

function readCase(document: string, section: string): StreamCase {
  const read: StreamCase = { title: titleOf(section), options: {}, blocks: [], log: [] }
  for (const [, info = '', text = ''] of section.matchAll(/^```(.+)\n([^]*?)^```$/gm)) {
    const body = text.replace(/\n$/, '')
    const format = formats.get(info)
    if (format !== undefined) read.blocks.push({ kind: 'model', format, text: body })
    else if (info === 'jsonl inputs') read.blocks.push({ kind: 'inputs', inputs: lines(body).map(readInput) })
    else if (info === 'json options') read.options = JSON.parse(body)
    else if (info === 'events') read.log = lines(body)
    else throw new Error(`${document}: a block of "${read.title}" is called ${info}, which nobody reads.`)
  }
  if (read.blocks.length === 0) throw new Error(`${document}: "${read.title}" has no input.`)
  return read
}

function lines(text: string): string[] {
  return text === '' ? [] : text.split('\n')
}

function readInput(line: string): ResponseMachineInput {
  return JSON.parse(line)
}

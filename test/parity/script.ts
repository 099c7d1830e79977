import { readdirSync, readFileSync } from 'node:fs'

/** One step of what the original was fed. */
export type Entry =
  | { t: 'header' | 'start' | 'end' | 'call' | 'return' | 'hold' }
  | { t: 'message'; channel: string | null; recipient: string | null; content_type: string | null }
  | { t: 'text'; text: string }
  | { t: 'chunk'; tokens: Entry[] }
  | { t: 'tool_output'; channel: string; text: string }
  | { t: 'eof'; finish_reason: string | null }

/** An item as the original spells it. */
export interface ToldItem {
  id: string | null
  type: string
  status: string
  [field: string]: unknown
}

/** An event as the original spells it. */
export interface Told {
  type: string
  output_index: number
  sequence_number: number
  item?: ToldItem
  item_id?: string
  [field: string]: unknown
}

/** How a stream ended. */
export interface Terminal {
  type: string
  sequence_number: number
  status: string
}

/** One file of `test/fixtures/parity`: what the original really said for one scripted input. */
export interface ParityFile {
  name: string
  note: string
  tool_server_tools: string[] | null
  input: Entry[]
  events: Told[]
  error: { type: string; message: string } | null
  terminal: Terminal | null
}

/** One Harmony message of the script. */
export interface Segment {
  channel: string | null
  recipient: string | null
  contentType: string | null
  /** What each step added to it; steps that added nothing are not here. */
  deltas: string[]
  ended: boolean
  /** It shared a step with other tokens. */
  chunked: boolean
  /** Whether the tool server has a browser. */
  webSearch: boolean
}

const folder = new URL('../fixtures/parity/', import.meta.url)

/** Every parity file, by its name. */
export function parityFiles(): Map<string, ParityFile> {
  const names = readdirSync(folder).filter((name) => name.endsWith('.json'))
  return new Map(names.toSorted().map((name) => [name.replace('.json', ''), read(name)]))
}

function read(name: string): ParityFile {
  const file: ParityFile = JSON.parse(readFileSync(new URL(name, folder), 'utf8'))
  return file
}

/** Whether the host of a script can search the web. */
export function searchesWeb(file: Pick<ParityFile, 'tool_server_tools'>): boolean {
  return file.tool_server_tools?.includes('browser') ?? false
}

/** Why the script's model stopped. */
export function finishReason(input: readonly Entry[]): string | null {
  const eof = input.find((entry) => entry.t === 'eof')
  return eof?.finish_reason ?? null
}

/** The steps of a script: the tokens that came at once. */
export function stepsOf(input: readonly Entry[]): Entry[][] {
  return input.map((entry) => (entry.t === 'chunk' ? entry.tokens : [entry]))
}

/** The Harmony messages of a script. */
export function segmentsOf(file: Pick<ParityFile, 'input' | 'tool_server_tools'>): Segment[] {
  const webSearch = searchesWeb(file)
  const segments: Segment[] = []
  for (const step of stepsOf(file.input)) {
    let fresh = true
    for (const entry of step) {
      if (entry.t === 'message') {
        const { channel, recipient, content_type: contentType } = entry
        segments.push({ channel, recipient, contentType, deltas: [], ended: false, chunked: false, webSearch })
        fresh = true
      }
      const open = segments.at(-1)
      if (open === undefined || open.ended) continue
      if (step.length > 1) open.chunked = true
      if (entry.t === 'text' && entry.text !== '') {
        if (fresh) open.deltas.push(entry.text)
        else open.deltas.push(`${open.deltas.pop() ?? ''}${entry.text}`)
        fresh = false
      } else if (entry.t === 'end' || entry.t === 'call' || entry.t === 'return') open.ended = true
    }
  }
  return segments
}

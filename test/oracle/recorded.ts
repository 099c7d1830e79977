import { existsSync, readFileSync } from 'node:fs'
import { join, resolve } from 'node:path'

export interface Recording {
  file: string
  server: string
  /** `real`, or `edited` by the authors of the project that it was found in. */
  faithful: 'real' | 'edited'
  events: unknown[]
  /** The `event:` line over each event; undefined where there was none, and for all of a `.jsonl`. */
  names: (string | undefined)[]
}

/** Where recordings of real servers lie, if anywhere: they are not part of the project. */
export const folder = process.env['RECORDED_STREAMS'] ?? resolve(import.meta.dirname, '../../../shared/recorded')

/** Every recording of the folder's manifest; none when there is no folder. */
export function recordings(from: string = folder): Recording[] {
  const manifest = join(from, 'manifest.tsv')
  if (!existsSync(manifest)) return []
  const [head, ...rows] = readFileSync(manifest, 'utf8').trimEnd().split('\n')
  const columns = head!.split('\t')
  return rows.map((row) => {
    const cells = row.split('\t')
    const cell = (name: string) => cells[columns.indexOf(name)] ?? ''
    const file = cell('file')
    const text = readFileSync(join(from, file), 'utf8')
    const faithful = cell('faithful') === 'edited' ? 'edited' : 'real'
    return { file, server: cell('server'), faithful, ...(file.endsWith('.sse') ? sse(text) : lines(text)) }
  })
}

function lines(text: string): Pick<Recording, 'events' | 'names'> {
  const events = text
    .split('\n')
    .filter((line) => line.trim() !== '')
    .map((line): unknown => JSON.parse(line))
  return { events, names: events.map(() => undefined) }
}

/** Frames apart by empty lines; comments and unknown fields are nothing; `[DONE]` stays the string that it is. */
function sse(text: string): Pick<Recording, 'events' | 'names'> {
  const events: unknown[] = []
  const names: (string | undefined)[] = []
  for (const frame of text.split(/\r?\n\r?\n/)) {
    const fields = frame.split(/\r?\n/).map((line) => /^(data|event):\s?(.*)$/.exec(line))
    const data = fields.flatMap((field) => (field?.[1] === 'data' ? [field[2]!] : [])).join('\n')
    if (data === '') continue
    events.push(data === '[DONE]' ? data : JSON.parse(data))
    names.push(fields.find((field) => field?.[1] === 'event')?.[2])
  }
  return { events, names }
}

import { isObject, type Json, same, shown } from '../json.ts'
import type { About, Reporter } from '../reporter.ts'

/** An item as the terminal output should have it. */
export interface OutputEntry extends About {
  /** As its D had it; null where that is not known, or was wrong in itself. */
  done: Json | null
  /** Whether the output may lack it: its D never came. */
  optional: boolean
  hasId(id: unknown): boolean
}

/**
 * `value/final-output`: the terminal `response.output[i]` deep-equals item i at D. An output that is no list of the
 * items is told once; one that is, for each item that differs.
 */
export function checkFinalOutput(output: unknown, entries: readonly OutputEntry[], report: Reporter): void {
  const list: readonly unknown[] | null = Array.isArray(output) ? output : null
  const whole = list?.length === entries.length ? entries : entries.filter(({ optional }) => !optional)
  // Where an index was wrong, as was told, the list may follow the indexes.
  const sorted = whole.toSorted((a, b) => a.outputIndex - b.outputIndex)
  const owed = list !== null && isListOf(list, sorted) ? sorted : whole
  if (list === null || !isListOf(list, owed)) {
    const ids = owed.map(({ id }) => shown(id)).join(', ')
    const has =
      list === null ? shown(output) : `the items ${list.map((item) => shown(idOf(item))).join(', ') || 'none'}`
    report.violate('value/final-output', `has in response.output ${has}`, [`the items ${ids || 'none'}`])
    return
  }
  for (const [at, entry] of owed.entries()) checkEntry(list[at], entry, `output[${at}]`, report)
}

/**
 * The same of a stream that was not heard whole: of the items that were heard only.
 *
 * @param lossy something was wrong: the items may stand elsewhere in the output, or not at all
 */
export function checkHeardOutput(
  output: unknown,
  entries: readonly OutputEntry[],
  lossy: boolean,
  report: Reporter,
): void {
  const list: readonly unknown[] = Array.isArray(output) ? output : []
  if (!Array.isArray(output)) report.violate('value/final-output', `has response.output ${shown(output)}`, ['a list'])
  for (const entry of entries) {
    const own = list[entry.outputIndex]
    const item = lossy && !isEntry(own, entry) ? list.find((each) => isEntry(each, entry)) : own
    if (item !== undefined || !(lossy && entry.optional)) {
      checkEntry(item, entry, `output[${entry.outputIndex}]`, report)
    }
  }
}

function checkEntry(item: unknown, { done, ...about }: OutputEntry, name: string, report: Reporter): void {
  if (done === null || same(bare(item), bare(done))) return
  const fields = isObject(item) ? fieldsApart(bare(item), bare(done)) : 'nothing'
  const expected = [`${name} as at its output_item.done`]
  report.violate('value/final-output', `has in response.${name} another ${fields}`, expected, about)
}

function isListOf(list: readonly unknown[], entries: readonly OutputEntry[]): boolean {
  return list.length === entries.length && entries.every((entry, at) => isEntry(list[at], entry))
}

const idOf = (item: unknown) => (isObject(item) ? item['id'] : undefined)

/** Whether an entry of the output can be this item; where it has no id, nobody can tell. */
function isEntry(item: unknown, entry: OutputEntry): boolean {
  return isObject(item) && (entry.hasId(item['id']) || (entry.done !== null && entry.done['id'] === item['id']))
}

function fieldsApart(a: Json, b: Json): string {
  const fields = [...new Set([...Object.keys(a), ...Object.keys(b)])]
  return fields.filter((field) => !same(a[field], b[field])).join(', ')
}

/** The item without what a server may encrypt or stamp anew each time it writes it. */
function bare(item: unknown): Json {
  if (!isObject(item)) return {}
  if (!('encrypted_content' in item) && item['type'] !== 'program') return item
  const { encrypted_content: _, ...rest } = item
  if (item['type'] !== 'program') return rest
  const { fingerprint: __, ...program } = rest
  return program
}

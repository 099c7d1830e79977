import { respond, type RespondOptions, type ResponseWarning } from '../../src/index.ts'
import type { ModelOutputPiece } from '../../src/runtime/model-format.ts'
import type { OutputItem } from '../../src/wire/event.ts'
import { itemText } from '../conservation/item-side.ts'
import { isObject } from '../oracle/letter.ts'
import { oracle } from '../oracle/values.ts'

/** What became of some bad input: the texts of the items, the last event's type, the warnings, the broken rules. */
export interface Became {
  texts: string[]
  output: OutputItem[]
  last: string
  warnings: ResponseWarning[]
  violations: unknown[]
  error: unknown
}

/** Reads pieces of model output by `respond`. */
export async function read(pieces: readonly ModelOutputPiece[], options: RespondOptions = {}): Promise<Became> {
  const warnings: ResponseWarning[] = []
  const onWarning = (warning: ResponseWarning) => warnings.push(warning)
  const events = await Array.fromAsync(respond(each(pieces), { ...options, onWarning }))
  const terminal = events.findLast((event) => 'response' in event)
  const response = terminal !== undefined && 'response' in terminal ? terminal.response : null
  const output: OutputItem[] = isObject(response) && Array.isArray(response['output']) ? response['output'] : []
  return {
    texts: output.map((item) => (item.type === 'web_search_call' ? '' : itemText(item))),
    output,
    last: terminal?.type ?? '',
    warnings,
    violations: oracle(events),
    error: events.find((event) => event.type === 'error'),
  }
}

/** Bytes of text and of numbers. */
export function bytes(...parts: (string | number)[]): Uint8Array {
  return Uint8Array.from(
    parts.flatMap((part) => (typeof part === 'number' ? [part] : [...new TextEncoder().encode(part)])),
  )
}

/** Values as an upstream gives them. */
export async function* each<Value>(values: readonly Value[]): AsyncGenerator<Value> {
  yield* values
}

import type { ResponseMachineInput, SegmentEndReason, SegmentStart } from '../../wire/input.ts'
import { byteIds } from './byte-ids.ts'
import { placeAfter } from './grammar.ts'
import { harmonyGrammar } from './harmony-grammar.ts'
import type { Output, TokenPiece } from './vector.ts'

const markers = new Map([
  ['<|return|>', 200002],
  ['<|constrain|>', 200003],
  ['<|channel|>', 200005],
  ['<|start|>', 200006],
  ['<|end|>', 200007],
  ['<|message|>', 200008],
  ['<|call|>', 200012],
])

const ends: Partial<Record<SegmentEndReason, string>> = {
  end: '<|end|>',
  call: '<|call|>',
  return: '<|return|>',
}

/** A path as Harmony text, a piece for each input; null where Harmony can't say it. */
export function harmonyText(inputs: readonly ResponseMachineInput[]): Output<string> | null {
  const end = inputs.at(-1)
  if (end?.type !== 'response.finish' && end?.type !== 'response.fail') return null
  if (placeAfter(harmonyGrammar, inputs) === null) return null
  const pieces: string[] = []
  let isFirst = true
  for (const input of inputs) {
    if (input.type === 'segment.start') {
      pieces.push(header(input, isFirst))
      isFirst = false
    }
    if (input.type === 'segment.delta') pieces.push(input.text)
    if (input.type === 'segment.end' && input.reason !== 'cut') pieces.push(ends[input.reason] ?? '')
  }
  return { pieces, end }
}

/** The prompt ends with `<|start|>assistant`: the first message begins after that. */
function header({ channel, recipient, contentType }: SegmentStart, isFirst: boolean): string {
  const start = isFirst ? '' : '<|start|>assistant'
  const to = recipient === null ? '' : ` to=${recipient}`
  const type = contentType === null ? '' : ` <|constrain|>${contentType}`
  return `${start}${to}<|channel|>${channel ?? ''}${type}<|message|>`
}

/**
 * The same as token ids. Null also where a reader that counts tokens would have counts of its own: where the path gives
 * none, and where it fails.
 */
export function harmonyTokens(inputs: readonly ResponseMachineInput[]): Output<TokenPiece> | null {
  const text = harmonyText(inputs)
  if (text === null || text.end.usage === undefined || text.end.usage === null) return null
  return { pieces: text.pieces.map(tokenPiece), end: text.end }
}

const marker = /(<\|(?:return|constrain|channel|start|end|message|call)\|>)/

/** Harmony text as tokens: its markers, and a token for every byte between them. */
export function tokenPiece(text: string): TokenPiece {
  const token_ids = text.split(marker).flatMap((part) => {
    const id = markers.get(part)
    return id === undefined ? byteIds(part) : [id]
  })
  return { token_ids, text }
}

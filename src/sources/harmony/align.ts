import { isMarker, markerText } from './markers.ts'

/**
 * Finds where in `text` the control tokens among `ids` stand. Tokens that stand together are looked for together, from
 * the end on; the last one may be missing (vLLM leaves the stop token out of the text). Text that only looks like a
 * marker stays text wherever the ids leave no doubt.
 *
 * Gives one start per control token, in order; null when `text` cannot be what `ids` were decoded to.
 */
export function alignMarkers(ids: readonly number[], text: string): number[] | null {
  const starts: number[] = []
  let limit = text.length
  let end = ids.length
  while (end > 0) {
    if (!isMarker(ids[end - 1] ?? -1)) {
      end--
      continue
    }
    let begin = end - 1
    while (begin > 0 && isMarker(ids[begin - 1] ?? -1)) begin--
    const block = ids.slice(begin, end).map(markerText)
    let at = end === ids.length ? endStart(text, block) : lastStart(text, block.join(''), limit, begin === 0)
    if (at < 0) return null
    limit = at
    const positions = block.map((marker) => {
      const start = at
      at += marker.length
      return Math.min(start, text.length)
    })
    starts.unshift(...positions)
    end = begin
  }
  return starts
}

function lastStart(text: string, block: string, limit: number, first: boolean): number {
  if (first && block.length <= limit && text.startsWith(block)) return 0
  return block.length > limit ? -1 : text.lastIndexOf(block, limit - block.length)
}

function endStart(text: string, block: readonly string[]): number {
  const whole = block.join('')
  if (text.endsWith(whole)) return text.length - whole.length
  const short = block.slice(0, -1).join('')
  return text.endsWith(short) ? text.length - short.length : -1
}

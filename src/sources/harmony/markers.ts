/**
 * The control tokens of `o200k_harmony` that the parser acts on (harmony.md, "Tokens"). Every other id in the special
 * range (`<|reserved_200013|>`, …) has no meaning in model output and is kept as the text that it comes with.
 */
export const END_OF_TEXT = 199999
export const RETURN = 200002
export const CONSTRAIN = 200003
export const CHANNEL = 200005
export const START = 200006
export const END = 200007
export const MESSAGE = 200008
export const CALL = 200012

/** Special ids lie between these two; whatever lies outside is ordinary text, without a look at the table. */
export const FIRST_SPECIAL = 199998
export const LAST_SPECIAL = 201088

const MARKERS: ReadonlyMap<number, string> = new Map([
  [END_OF_TEXT, '<|endoftext|>'],
  [RETURN, '<|return|>'],
  [CONSTRAIN, '<|constrain|>'],
  [CHANNEL, '<|channel|>'],
  [START, '<|start|>'],
  [END, '<|end|>'],
  [MESSAGE, '<|message|>'],
  [CALL, '<|call|>'],
])

const LONGEST = Math.max(...Array.from(MARKERS.values(), (text) => text.length))

/** True for the id of a control token. */
export function isMarker(id: number): boolean {
  return id >= FIRST_SPECIAL && id <= LAST_SPECIAL && MARKERS.has(id)
}

/** The marker that an id is written as; empty for an ordinary id. */
export function markerText(id: number): string {
  return MARKERS.get(id) ?? ''
}

/** How a message ends at the marker of this id. */
export function stopReason(id: number): 'end' | 'call' | 'return' {
  return id === CALL ? 'call' : id === RETURN ? 'return' : 'end'
}

/** The id of the marker that stands in `text` at `at`, or -1. */
export function markerAt(text: string, at: number): number {
  for (const [id, marker] of MARKERS) if (text.startsWith(marker, at)) return id
  return -1
}

/** True when `text` ends, from `at` on, in what the next chunk could complete to a marker. */
export function mayBecomeMarker(text: string, at: number): boolean {
  if (text.length - at >= LONGEST) return false
  const rest = text.slice(at)
  for (const marker of MARKERS.values()) if (rest.length < marker.length && marker.startsWith(rest)) return true
  return false
}

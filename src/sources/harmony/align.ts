import { isMarker, markerText } from './markers.ts'

/** Where the control tokens of a chunk stand in its text: one start per token, in order. */
export interface Alignment {
  starts: number[]
  /** False when the text could be split in other ways, too: literal markers stand beside real ones. */
  sure: boolean
}

/** Control tokens that stand together. */
interface Block {
  markers: readonly string[]
  text: string
}

/** The blocks of a chunk, and what stands around them. */
interface Layout {
  blocks: readonly Block[]
  /** Ordinary ids stand before the first block, and behind the last one. */
  idsBefore: boolean
  idsBehind: boolean
}

/**
 * Finds where in `text` the control tokens among `ids` stand. Tokens that stand together are looked for together;
 * ordinary ids have some text where that is possible at all. A last control token may be missing (vLLM leaves the stop
 * token out of the text). Text that only looks like a marker stays text wherever the ids leave no doubt; where they
 * do, it is the last possible place that counts.
 *
 * Gives null when `text` cannot be what `ids` were decoded to.
 */
export function alignMarkers(ids: readonly number[], text: string): Alignment | null {
  const whole = layoutOf(ids)
  const layouts = whole.idsBehind ? [whole] : [whole, withoutStop(whole)]
  // Without text for every run of ids only as a last resort: a detokenizer may hold half a character back.
  for (const room of [1, 0]) {
    for (const layout of layouts) {
      const last = lastPlaces(layout, text, room)
      if (last === null) continue
      const first = firstPlaces(layout, text, room)
      const sure = last.every((place, index) => place === first[index])
      return { starts: whole.blocks.flatMap(({ markers }, index) => startsOf(markers, last[index] ?? 0, text)), sure }
    }
  }
  return null
}

function layoutOf(ids: readonly number[]): Layout {
  const blocks: Block[] = []
  let markers: string[] = []
  for (const id of ids) {
    if (isMarker(id)) markers.push(markerText(id))
    else if (markers.length > 0) {
      blocks.push({ markers, text: markers.join('') })
      markers = []
    }
  }
  const idsBehind = markers.length === 0
  if (!idsBehind) blocks.push({ markers, text: markers.join('') })
  return { blocks, idsBefore: !isMarker(ids[0] ?? -1), idsBehind }
}

function withoutStop(layout: Layout): Layout {
  const markers = layout.blocks.at(-1)?.markers.slice(0, -1) ?? []
  return { ...layout, blocks: [...layout.blocks.slice(0, -1), { markers, text: markers.join('') }] }
}

/** The last place of every block, where there is at least `room` between them; null where they do not fit. */
function lastPlaces({ blocks, idsBefore, idsBehind }: Layout, text: string, room: number): number[] | null {
  const places: number[] = []
  let limit = idsBehind ? text.length - room : text.length
  for (const [index, block] of Array.from(blocks.entries()).toReversed()) {
    const latest = limit - block.text.length
    if (latest < 0) return null
    const isAtStart = index === 0 && !idsBefore && (room > 0 || text.startsWith(block.text))
    const isAtEnd = index === blocks.length - 1 && !idsBehind
    const place = isAtStart ? 0 : isAtEnd ? latest : text.lastIndexOf(block.text, latest)
    if (place < 0 || (isAtEnd && place !== latest) || !text.startsWith(block.text, place)) return null
    places.push(place)
    limit = place - room
  }
  return idsBefore && limit < 0 ? null : places.toReversed()
}

/** The first place of every block; there is one for each, as `lastPlaces` has found one. */
function firstPlaces({ blocks, idsBefore, idsBehind }: Layout, text: string, room: number): number[] {
  let from = idsBefore ? room : 0
  return blocks.map((block, index) => {
    const isAtEnd = index === blocks.length - 1 && !idsBehind
    const place = isAtEnd ? text.length - block.text.length : text.indexOf(block.text, from)
    from = place + block.text.length + room
    return place
  })
}

/** Where the markers of a block stand; one that is missing stands behind the text. */
function startsOf(markers: readonly string[], place: number, text: string): number[] {
  let at = place
  return markers.map((marker) => {
    const start = Math.min(at, text.length)
    at += marker.length
    return start
  })
}

import { closing, deltas, freshIds, isCall, isWebSearch, opening, tell } from './original.ts'
import type { Segment, Told } from './script.ts'
import { addedIn, type Chapter, eachChapter, eachEvent, type Telling } from './telling.ts'

/** Differences in what is said at all, and when. What is missing is added in the original's own spelling. */

/** An item without any delta gets its done events but never `added`. */
export function D3(telling: Telling): Telling {
  return eachChapter(telling, (chapter) => {
    const { segment, events } = chapter
    const isSilent = segment.ended && segment.deltas.length === 0 && isKnown(segment)
    return isSilent ? withOpening(chapter, []) : events
  })
}

/** An item without delta carries the previous item's id, an empty call_id. */
export function D4(telling: Telling): Telling {
  return eachEvent(telling, (event, chapter) => {
    const added = addedIn(chapter)?.item
    if (added === undefined || added.id === null) return event
    if (event.item === undefined) return { ...event, item_id: added.id }
    const call = event.item.call_id === '' ? { call_id: added.call_id } : {}
    return { ...event, item: { ...event.item, ...call, id: added.id } }
  })
}

/** A browser call is emitted twice, as mcp_call and as web_search_call. */
export function D5(telling: Telling): Telling {
  return eachChapter(telling, ({ segment, events }) =>
    isWebSearch(segment) ? events.filter((event) => !isOfMcpCall(event)) : events,
  )
}

/** `output_index` reused after a web_search_call; a gap where a message stood on an unknown channel. */
export function D6(telling: Telling): Telling {
  const filled = eachChapter(telling, ({ segment, events }) => {
    const isDropped = !isCall(segment) && !isKnown(segment)
    return isDropped && events.length === 0 ? tell(segment) : events
  })
  const spoken = filled.chapters.filter((chapter) => chapter.events.length > 0)
  return eachEvent(filled, (event, chapter) => {
    const output_index = spoken.findIndex((one) => one.segment === chapter.segment)
    return { ...event, output_index }
  })
}

/** Tool call on final, unknown or no channel: deltas dropped, done emitted under a stale id. */
export function D7(telling: Telling): Telling {
  return eachChapter(telling, (chapter) => {
    const { segment, events } = chapter
    const isDropped = segment.ended && isCall(segment) && !takesCalls(segment) && !isWebSearch(segment)
    return isDropped ? withOpening(chapter, segment.deltas) : events
  })
}

/** `assistant` as recipient becomes an mcp_call. */
export function D10(telling: Telling): Telling {
  return eachChapter(telling, ({ segment, events }) => (segment.recipient === 'assistant' ? tell(segment) : events))
}

/** Generation cut: the open item is never closed. */
export function D11(telling: Telling): Telling {
  return eachChapter(telling, (chapter, { finishReason }) => {
    const { segment } = chapter
    if (segment.ended) return chapter.events
    const added = addedIn(chapter)?.item
    const fresh = freshIds(segment)
    const ids = { id: added?.id ?? fresh.id, callId: typeof added?.call_id === 'string' ? added.call_id : fresh.callId }
    const said = added === undefined ? [...opening(segment, ids), ...deltas(segment, ids)] : chapter.events
    return [...said, ...closing(segment, ids, finishReason === 'stop' ? 'completed' : 'incomplete')]
  })
}

/** The terminal event is always `response.completed`. */
export function D12(telling: Telling): Telling {
  const { finishReason, terminal } = telling
  if (terminal === null || finishReason === 'stop') return telling
  const status = finishReason === 'error' || finishReason === 'abort' ? 'failed' : 'incomplete'
  return { ...telling, terminal: { ...terminal, type: `response.${status}`, status } }
}

/** Several tokens in one chunk: deltas lost, on the wrong channel, items merged. */
export function D13(telling: Telling): Telling {
  return eachChapter(telling, ({ segment, events }) => (segment.chunked ? tell(segment) : events))
}

/** Bad JSON, missing `query`, unknown browser action: an exception cuts the stream. */
export function D15(telling: Telling): Telling {
  if (!telling.crashed) return telling
  const goingOn = eachChapter(telling, ({ segment, events }) => {
    const isSaid = isWebSearch(segment) ? events.some((event) => !isOfMcpCall(event)) : events.length > 0
    return isSaid ? events : [...events, ...tell(segment)]
  })
  return { ...goingOn, terminal: { type: 'response.completed', status: 'completed', sequence_number: 0 } }
}

/** The original takes tool calls on these channels only. */
function takesCalls({ channel }: Segment): boolean {
  return channel === 'analysis' || channel === 'commentary'
}

function isKnown(segment: Segment): boolean {
  return takesCalls(segment) || segment.channel === 'final'
}

function isOfMcpCall({ type, item }: Told): boolean {
  return item === undefined ? type.startsWith('response.mcp_call') : item.type === 'mcp_call'
}

/** The chapter's events with the opening that they lack, or the whole item where nothing was said of it. */
function withOpening(chapter: Chapter, texts: string[]): Told[] {
  const { segment, events } = chapter
  if (addedIn(chapter) !== undefined) return events
  if (events.length === 0) return tell(segment)
  const ids = freshIds(segment)
  return [...opening(segment, ids), ...deltas({ ...segment, deltas: texts }, ids), ...events]
}

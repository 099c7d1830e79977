import { chapterNumber } from './original.ts'
import type { ParityFile, Segment, Terminal, Told } from './script.ts'
import { segmentsOf } from './script.ts'

/** One Harmony message and what was said of it. */
export interface Chapter {
  segment: Segment
  events: Told[]
}

/** A whole stream, cut by the Harmony messages that it tells of. */
export interface Telling {
  chapters: Chapter[]
  terminal: Terminal | null
  finishReason: string | null
  crashed: boolean
}

/** What the original said, chapter by chapter. */
export function tellingOf(file: ParityFile, finishReason: string | null): Telling {
  const chapters = segmentsOf(file).map((segment, number) => {
    return { segment, events: file.events.filter((event) => chapterOf(event) === number) }
  })
  return { chapters, terminal: file.terminal, finishReason, crashed: file.error !== null }
}

/** The original counts messages; a web search takes the next number beside its own call's, and gives it back. */
function chapterOf(event: Told): number {
  const isSearch = event.type.startsWith('response.web_search_call') || event.item?.type === 'web_search_call'
  return isSearch ? event.output_index - 1 : event.output_index
}

/** The stream: ids numbered in the order they were made, events from 2 on; created and in_progress come before. */
export function streamOf({ chapters, terminal }: Telling): { events: Told[]; terminal: Terminal | null } {
  const ids = new Map<string, string>()
  const events = chapters
    .flatMap((chapter) => chapter.events)
    .map((event, index) => Object.assign(renamed(event, ids), { sequence_number: index + 2 }))
  const before = events.length + (terminal?.type === 'response.failed' ? 3 : 2)
  return { events, terminal: terminal && { ...terminal, sequence_number: before } }
}

function renamed(event: Told, ids: Map<string, string>): Told {
  const name = (id: string) => {
    const known = ids.get(id) ?? id.replace(/_.*/, `_${ids.size + 1}`)
    ids.set(id, known)
    return known
  }
  const result = { ...event }
  if (typeof event.item_id === 'string' && event.item_id !== '') result.item_id = name(event.item_id)
  if (event.item === undefined) return result
  const item = { ...event.item }
  for (const field of ['id', 'call_id', 'item_id']) {
    const id = item[field]
    if (typeof id === 'string' && id !== '') item[field] = name(id)
  }
  return { ...result, item }
}

/** The telling with every event of every chapter changed. */
export function eachEvent(telling: Telling, change: (event: Told, chapter: Chapter) => Told): Telling {
  return eachChapter(telling, (chapter) => chapter.events.map((event) => change(event, chapter)))
}

/** The telling with the events of every chapter changed. */
export function eachChapter(telling: Telling, change: (chapter: Chapter, telling: Telling) => Told[]): Telling {
  const chapters = telling.chapters.map((chapter, number) => {
    const events = change(chapter, telling)
    const placed = (event: Told) => (event.output_index === chapterNumber ? { ...event, output_index: number } : event)
    return { ...chapter, events: events.map(placed) }
  })
  return { ...telling, chapters }
}

/** The telling with every item, at added and at done, changed. */
export function eachItem(
  telling: Telling,
  type: string,
  change: (item: NonNullable<Told['item']>, chapter: Chapter) => NonNullable<Told['item']>,
): Telling {
  return eachEvent(telling, (event, chapter) =>
    event.item?.type === type ? { ...event, item: change(event.item, chapter) } : event,
  )
}

/** The item's `output_item.added`. */
export function addedIn({ events }: Chapter): Told | undefined {
  return events.find((event) => event.type === 'response.output_item.added')
}

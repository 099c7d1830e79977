import type { HostedTools, ItemInput } from '../src/wire/item.ts'

interface Answering {
  event: ItemInput
}

/** The model stopped in the middle. */
export function isCut({ event }: Answering): boolean {
  return event.type === 'segment.end' && event.reason === 'cut'
}

/** Nothing follows: the model was cut, or its turn is over. A tool that still runs will not be waited for. */
export function endsTurn({ event }: Answering): boolean {
  return event.type === 'segment.end' && (event.reason === 'cut' || event.reason === 'return')
}

/** A delta without text says nothing: no event may carry it (`value/delta-sum`). */
export function isEmpty({ event }: Answering): boolean {
  return event.type === 'segment.delta' && event.text === ''
}

/** The segment's parts are named one by one. */
export function isExplicit({ event }: Answering): boolean {
  return event.type === 'segment.start' && event.parts === 'explicit'
}

export function startsText({ event }: Answering): boolean {
  return event.type === 'part.start' && event.part === 'output_text'
}

export function startsRefusal({ event }: Answering): boolean {
  return event.type === 'part.start' && event.part === 'refusal'
}

export function startsReasoning({ event }: Answering): boolean {
  return event.type === 'part.start' && event.part === 'reasoning_text'
}

export function startsSummary({ event }: Answering): boolean {
  return event.type === 'part.start' && event.part === 'summary_text'
}

/** A host will answer the call; without one it is closed with its segment. */
export function awaitsTool({ context }: { context: { hostedTools: HostedTools } }): boolean {
  return context.hostedTools === 'await'
}

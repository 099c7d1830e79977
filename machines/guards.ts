import type { HostedTools, ItemInput } from '../src/wire/item.ts'

interface Answering {
  event: ItemInput
}

/** The model stopped in the middle. */
export function isCut({ event }: Answering): boolean {
  return event.type === 'segment.end' && event.reason === 'cut'
}

/** Nothing follows: the model was cut, or the response is over. A tool that runs is not waited for. */
export function endsTurn({ event }: Answering): boolean {
  return event.type === 'segment.end' && (event.reason === 'cut' || event.reason === 'finish')
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

export function startsCommand({ event }: Answering): boolean {
  return event.type === 'part.start' && event.part === 'shell_command'
}

export function startsOutput({ event }: Answering): boolean {
  return event.type === 'part.start' && event.part === 'shell_output'
}

/** A host will answer the call; without one it is closed with its segment. */
export function awaitsTool({ context }: { context: { hostedTools: HostedTools } }): boolean {
  return context.hostedTools === 'await'
}

/** The response is over while a host still works on the call: nobody will wait for its answer. */
export function isGivenUp({ context, event }: { context: { hostedTools: HostedTools }; event: ItemInput }): boolean {
  return awaitsTool({ context }) && endsTurn({ event })
}

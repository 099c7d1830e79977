import type { Responses } from 'openai/resources/responses/responses'
import type { HostedTools, ItemInput } from './item.ts'
import { type DoneParams, itemAdded, itemDone, type ItemEmitter, type ItemIdentity, itemPlace } from './item.ts'

type FileSearchCall = Responses.ResponseFileSearchToolCall

/** What a file search is made with. */
export interface FileSearchCallInput extends ItemIdentity {
  queries: string[]
  hostedTools: HostedTools
}

/** A file search in the making: nothing of it is streamed. */
export type FileSearchCallContext = FileSearchCallInput

/** The context of a search that has not begun. */
export function fileSearchCallContext(input: FileSearchCallInput): FileSearchCallContext {
  return { ...input }
}

/** OpenAI holds the queries back until D, as it does the results. */
function fileSearchCall(context: FileSearchCallContext, status: FileSearchCall['status'], input?: ItemInput) {
  return {
    id: context.id,
    type: 'file_search_call',
    status,
    queries: status === 'in_progress' ? [] : context.queries,
    results: input?.type === 'tool.output' ? (input.results ?? null) : null,
  } satisfies FileSearchCall
}

/** Every event of a file search (protocol.md: `file_search_call  A in_progress searching completed D`). */
export const fileSearchCallEmitters = {
  'response.output_item.added': {
    event: (context) => itemAdded(context, fileSearchCall(context, 'in_progress')),
  } satisfies ItemEmitter<FileSearchCallContext, 'response.output_item.added'>,

  'response.file_search_call.in_progress': {
    event: (context) => ({ type: 'response.file_search_call.in_progress', ...itemPlace(context) }),
  } satisfies ItemEmitter<FileSearchCallContext, 'response.file_search_call.in_progress'>,

  'response.file_search_call.searching': {
    event: (context) => ({ type: 'response.file_search_call.searching', ...itemPlace(context) }),
  } satisfies ItemEmitter<FileSearchCallContext, 'response.file_search_call.searching'>,

  'response.file_search_call.completed': {
    event: (context) => ({ type: 'response.file_search_call.completed', ...itemPlace(context) }),
  } satisfies ItemEmitter<FileSearchCallContext, 'response.file_search_call.completed'>,

  'response.output_item.done': {
    event: (context, input, { status }) => itemDone(context, fileSearchCall(context, status, input)),
  } satisfies ItemEmitter<FileSearchCallContext, 'response.output_item.done', DoneParams>,
}

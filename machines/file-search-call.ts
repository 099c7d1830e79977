import { setup } from 'xstate'
import type { ItemEvent } from '../src/wire/event.ts'
import {
  fileSearchCallContext,
  type FileSearchCallContext,
  fileSearchCallEmitters,
  type FileSearchCallInput,
} from '../src/wire/file-search-call.ts'
import type { ItemInput } from '../src/wire/item.ts'
import type { InputWarning } from '../src/wire/warning.ts'
import { emits, warns } from './emitting.ts'
import { awaitsTool, isCut, isGivenUp } from './guards.ts'

const emitters = fileSearchCallEmitters

/** `file_search_call  A in_progress searching completed D`: a look into files. Nothing of it is streamed. */
export const fileSearchCallMachine = setup({
  types: {
    context: {} as FileSearchCallContext,
    events: {} as ItemInput,
    input: {} as FileSearchCallInput,
    emitted: {} as ItemEvent | InputWarning,
  },
  actions: {
    'response.output_item.added': emits(emitters['response.output_item.added']),
    'response.file_search_call.in_progress': emits(emitters['response.file_search_call.in_progress']),
    'response.file_search_call.searching': emits(emitters['response.file_search_call.searching']),
    'response.file_search_call.completed': emits(emitters['response.file_search_call.completed']),
    'response.output_item.done': emits(emitters['response.output_item.done']),
    warn: warns('file_search_call'),
  },
  guards: { awaitsTool, isCut, isGivenUp },
}).createMachine({
  id: 'file_search_call',
  context: ({ input }) => fileSearchCallContext(input),
  initial: 'pending',
  on: { '*': { actions: 'warn' } },
  states: {
    pending: {
      on: {
        'segment.start': {
          target: 'searching',
          actions: [
            'response.output_item.added',
            'response.file_search_call.in_progress',
            'response.file_search_call.searching',
          ],
        },
      },
    },
    searching: {
      on: {
        'tool.progress': {},
        'tool.output': {
          target: 'completed',
          actions: [
            'response.file_search_call.completed',
            { type: 'response.output_item.done', params: { status: 'completed' } },
          ],
        },
        'tool.error': {
          target: 'failed',
          actions: [
            'response.file_search_call.completed',
            { type: 'response.output_item.done', params: { status: 'failed' } },
          ],
        },
        'segment.end': [
          {
            guard: 'isCut',
            target: 'incomplete',
            actions: [
              'response.file_search_call.completed',
              { type: 'response.output_item.done', params: { status: 'incomplete' } },
            ],
          },
          {
            guard: 'isGivenUp',
            target: 'incomplete',
            actions: [
              'response.file_search_call.completed',
              { type: 'response.output_item.done', params: { status: 'incomplete' } },
            ],
          },
          { guard: 'awaitsTool' },
          {
            target: 'completed',
            actions: [
              'response.file_search_call.completed',
              { type: 'response.output_item.done', params: { status: 'completed' } },
            ],
          },
        ],
      },
    },
    completed: { type: 'final' },
    incomplete: { type: 'final' },
    failed: { type: 'final' },
  },
})

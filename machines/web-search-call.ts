import { setup } from 'xstate'
import type { ItemEvent } from '../src/wire/event.ts'
import type { ItemInput } from '../src/wire/item.ts'
import type { InputWarning } from '../src/wire/warning.ts'
import {
  isUnreadable,
  webSearchCallContext,
  webSearchCallCollector,
  type WebSearchCallContext,
  webSearchCallEmitters,
  type WebSearchCallInput,
} from '../src/wire/web-search-call.ts'
import { appends, emits, warns } from './emitting.ts'
import { awaitsTool, endsTurn, isCut, isEmpty, isGivenUp } from './guards.ts'

/**
 * `web_search_call  A in_progress searching completed D`: a look at the web. The wire has no event for its arguments
 * and wants the action at A, so the item is added when the segment ends.
 */
export const webSearchCallMachine = setup({
  types: {
    context: {} as WebSearchCallContext,
    events: {} as ItemInput,
    input: {} as WebSearchCallInput,
    emitted: {} as ItemEvent | InputWarning,
  },
  actions: {
    'response.output_item.added': emits(webSearchCallEmitters['response.output_item.added']),
    'response.web_search_call.in_progress': emits(webSearchCallEmitters['response.web_search_call.in_progress']),
    'response.web_search_call.searching': emits(webSearchCallEmitters['response.web_search_call.searching']),
    'response.web_search_call.completed': emits(webSearchCallEmitters['response.web_search_call.completed']),
    'response.output_item.done': emits(webSearchCallEmitters['response.output_item.done']),
    collect: appends(webSearchCallCollector),
    warn: warns('web_search_call'),
  },
  guards: {
    isCut,
    isEmpty,
    isGivenUp,
    endsTurn,
    awaitsTool,
    isUnreadable: ({ context }) => isUnreadable(context),
  },
}).createMachine({
  id: 'web_search_call',
  context: ({ input }) => webSearchCallContext(input),
  initial: 'pending',
  on: { '*': { actions: 'warn' } },
  states: {
    pending: { on: { 'segment.start': 'arguments' } },
    arguments: {
      on: {
        'segment.delta': [{ guard: 'isEmpty' }, { actions: 'collect' }],
        'segment.end': {
          target: 'added',
          actions: ['response.output_item.added', 'response.web_search_call.in_progress'],
        },
      },
    },
    /** Only passed through: what follows depends on the action, which is known from A on. */
    added: {
      always: [
        {
          guard: 'isCut',
          target: 'incomplete',
          actions: { type: 'response.output_item.done', params: { status: 'incomplete' } },
        },
        {
          guard: 'isUnreadable',
          target: 'failed',
          actions: { type: 'response.output_item.done', params: { status: 'failed' } },
        },
        {
          guard: 'isGivenUp',
          target: 'incomplete',
          actions: { type: 'response.output_item.done', params: { status: 'incomplete' } },
        },
        { guard: 'awaitsTool', target: 'searching', actions: 'response.web_search_call.searching' },
        {
          target: 'completed',
          actions: [
            'response.web_search_call.searching',
            'response.web_search_call.completed',
            { type: 'response.output_item.done', params: { status: 'completed' } },
          ],
        },
      ],
    },
    searching: {
      on: {
        'tool.progress': {},
        'tool.output': {
          target: 'completed',
          actions: [
            'response.web_search_call.completed',
            { type: 'response.output_item.done', params: { status: 'completed' } },
          ],
        },
        'tool.error': {
          target: 'failed',
          actions: { type: 'response.output_item.done', params: { status: 'failed' } },
        },
        'segment.end': {
          guard: 'endsTurn',
          target: 'incomplete',
          actions: { type: 'response.output_item.done', params: { status: 'incomplete' } },
        },
      },
    },
    completed: { type: 'final' },
    incomplete: { type: 'final' },
    failed: { type: 'final' },
  },
})

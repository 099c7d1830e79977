import { setup } from 'xstate'
import type { ItemEvent } from '../src/wire/event.ts'
import type { ItemInput } from '../src/wire/item.ts'
import {
  reasoningContext,
  type ReasoningContext,
  reasoningEmitters,
  type ReasoningInput,
} from '../src/wire/reasoning.ts'
import type { InputWarning } from '../src/wire/warning.ts'
import { emits, warns } from './emitting.ts'
import { isCut, isEmpty, isExplicit, startsReasoning, startsSummary } from './guards.ts'

/** `reasoning  A (RTEXT | SUMMARY)* D`: what the model thinks, as raw text and as summaries. */
export const reasoningMachine = setup({
  types: {
    context: {} as ReasoningContext,
    events: {} as ItemInput,
    input: {} as ReasoningInput,
    emitted: {} as ItemEvent | InputWarning,
  },
  actions: {
    'response.output_item.added': emits(reasoningEmitters['response.output_item.added']),
    'response.content_part.added': emits(reasoningEmitters['response.content_part.added']),
    'response.reasoning_text.delta': emits(reasoningEmitters['response.reasoning_text.delta']),
    'response.reasoning_text.done': emits(reasoningEmitters['response.reasoning_text.done']),
    'response.content_part.done': emits(reasoningEmitters['response.content_part.done']),
    'response.reasoning_summary_part.added': emits(reasoningEmitters['response.reasoning_summary_part.added']),
    'response.reasoning_summary_text.delta': emits(reasoningEmitters['response.reasoning_summary_text.delta']),
    'response.reasoning_summary_text.done': emits(reasoningEmitters['response.reasoning_summary_text.done']),
    'response.reasoning_summary_part.done': emits(reasoningEmitters['response.reasoning_summary_part.done']),
    'response.output_item.done': emits(reasoningEmitters['response.output_item.done']),
    warn: warns('reasoning'),
  },
  guards: { isCut, isEmpty, isExplicit, startsReasoning, startsSummary },
}).createMachine({
  id: 'reasoning',
  context: ({ input }) => reasoningContext(input),
  initial: 'pending',
  on: { '*': { actions: 'warn' } },
  states: {
    pending: {
      on: {
        'segment.start': [
          { guard: 'isExplicit', target: 'betweenParts', actions: 'response.output_item.added' },
          { target: 'text', actions: ['response.output_item.added', 'response.content_part.added'] },
        ],
      },
    },
    text: {
      on: {
        'segment.delta': [{ guard: 'isEmpty' }, { actions: 'response.reasoning_text.delta' }],
        'part.start': [
          {
            guard: 'startsReasoning',
            actions: ['response.reasoning_text.done', 'response.content_part.done', 'response.content_part.added'],
          },
          {
            guard: 'startsSummary',
            target: 'summary',
            actions: [
              'response.reasoning_text.done',
              'response.content_part.done',
              'response.reasoning_summary_part.added',
            ],
          },
        ],
        'part.end': {
          target: 'betweenParts',
          actions: ['response.reasoning_text.done', 'response.content_part.done'],
        },
        'segment.end': [
          {
            guard: 'isCut',
            target: 'incomplete',
            actions: [
              'response.reasoning_text.done',
              'response.content_part.done',
              { type: 'response.output_item.done', params: { status: 'incomplete' } },
            ],
          },
          {
            target: 'completed',
            actions: [
              'response.reasoning_text.done',
              'response.content_part.done',
              { type: 'response.output_item.done', params: { status: 'completed' } },
            ],
          },
        ],
      },
    },
    summary: {
      on: {
        'segment.delta': [{ guard: 'isEmpty' }, { actions: 'response.reasoning_summary_text.delta' }],
        'part.start': [
          {
            guard: 'startsReasoning',
            target: 'text',
            actions: [
              'response.reasoning_summary_text.done',
              'response.reasoning_summary_part.done',
              'response.content_part.added',
            ],
          },
          {
            guard: 'startsSummary',
            actions: [
              'response.reasoning_summary_text.done',
              'response.reasoning_summary_part.done',
              'response.reasoning_summary_part.added',
            ],
          },
        ],
        'part.end': {
          target: 'betweenParts',
          actions: ['response.reasoning_summary_text.done', 'response.reasoning_summary_part.done'],
        },
        'segment.end': [
          {
            guard: 'isCut',
            target: 'incomplete',
            actions: [
              'response.reasoning_summary_text.done',
              'response.reasoning_summary_part.done',
              { type: 'response.output_item.done', params: { status: 'incomplete' } },
            ],
          },
          {
            target: 'completed',
            actions: [
              'response.reasoning_summary_text.done',
              'response.reasoning_summary_part.done',
              { type: 'response.output_item.done', params: { status: 'completed' } },
            ],
          },
        ],
      },
    },
    betweenParts: {
      on: {
        'segment.delta': [
          { guard: 'isEmpty' },
          { target: 'text', actions: ['response.content_part.added', 'response.reasoning_text.delta'] },
        ],
        'part.start': [
          { guard: 'startsReasoning', target: 'text', actions: 'response.content_part.added' },
          { guard: 'startsSummary', target: 'summary', actions: 'response.reasoning_summary_part.added' },
        ],
        'segment.end': [
          {
            guard: 'isCut',
            target: 'incomplete',
            actions: { type: 'response.output_item.done', params: { status: 'incomplete' } },
          },
          { target: 'completed', actions: { type: 'response.output_item.done', params: { status: 'completed' } } },
        ],
      },
    },
    completed: { type: 'final' },
    incomplete: { type: 'final' },
  },
})

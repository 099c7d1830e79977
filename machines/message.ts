import { setup } from 'xstate'
import type { ItemEvent } from '../src/wire/event.ts'
import type { ItemInput } from '../src/wire/item.ts'
import { messageContext, type MessageContext, messageEmitters, type MessageInput } from '../src/wire/message.ts'
import type { InputWarning } from '../src/wire/warning.ts'
import { emits, warns } from './emitting.ts'
import { isCut, isEmpty, isExplicit, startsRefusal, startsText } from './guards.ts'

/** `message  A (TEXT | REFUSAL)* D`: what the user reads, in parts of text or refusal. */
export const messageMachine = setup({
  types: {
    context: {} as MessageContext,
    events: {} as ItemInput,
    input: {} as MessageInput,
    emitted: {} as ItemEvent | InputWarning,
  },
  actions: {
    'response.output_item.added': emits(messageEmitters['response.output_item.added']),
    'response.content_part.added': emits(messageEmitters['response.content_part.added']),
    'response.output_text.delta': emits(messageEmitters['response.output_text.delta']),
    'response.output_text.annotation.added': emits(messageEmitters['response.output_text.annotation.added']),
    'response.output_text.done': emits(messageEmitters['response.output_text.done']),
    'response.refusal.delta': emits(messageEmitters['response.refusal.delta']),
    'response.refusal.done': emits(messageEmitters['response.refusal.done']),
    'response.content_part.done': emits(messageEmitters['response.content_part.done']),
    'response.output_item.done': emits(messageEmitters['response.output_item.done']),
    warn: warns('message'),
  },
  guards: { isCut, isEmpty, isExplicit, startsText, startsRefusal },
}).createMachine({
  id: 'message',
  context: ({ input }) => messageContext(input),
  initial: 'pending',
  on: { '*': { actions: 'warn' } },
  states: {
    pending: {
      on: {
        'segment.start': [
          { guard: 'isExplicit', target: 'betweenParts', actions: 'response.output_item.added' },
          {
            target: 'text',
            actions: [
              'response.output_item.added',
              { type: 'response.content_part.added', params: { part: 'output_text' } },
            ],
          },
        ],
      },
    },
    text: {
      on: {
        'segment.delta': [{ guard: 'isEmpty' }, { actions: 'response.output_text.delta' }],
        annotation: { actions: 'response.output_text.annotation.added' },
        'part.start': [
          {
            guard: 'startsText',
            actions: [
              'response.output_text.done',
              { type: 'response.content_part.done', params: { part: 'output_text' } },
              { type: 'response.content_part.added', params: { part: 'output_text' } },
            ],
          },
          {
            guard: 'startsRefusal',
            target: 'refusal',
            actions: [
              'response.output_text.done',
              { type: 'response.content_part.done', params: { part: 'output_text' } },
              { type: 'response.content_part.added', params: { part: 'refusal' } },
            ],
          },
        ],
        'part.end': {
          target: 'betweenParts',
          actions: [
            'response.output_text.done',
            { type: 'response.content_part.done', params: { part: 'output_text' } },
          ],
        },
        'segment.end': [
          {
            guard: 'isCut',
            target: 'incomplete',
            actions: [
              'response.output_text.done',
              { type: 'response.content_part.done', params: { part: 'output_text' } },
              { type: 'response.output_item.done', params: { status: 'incomplete' } },
            ],
          },
          {
            target: 'completed',
            actions: [
              'response.output_text.done',
              { type: 'response.content_part.done', params: { part: 'output_text' } },
              { type: 'response.output_item.done', params: { status: 'completed' } },
            ],
          },
        ],
      },
    },
    refusal: {
      on: {
        'segment.delta': [{ guard: 'isEmpty' }, { actions: 'response.refusal.delta' }],
        'part.start': [
          {
            guard: 'startsText',
            target: 'text',
            actions: [
              'response.refusal.done',
              { type: 'response.content_part.done', params: { part: 'refusal' } },
              { type: 'response.content_part.added', params: { part: 'output_text' } },
            ],
          },
          {
            guard: 'startsRefusal',
            actions: [
              'response.refusal.done',
              { type: 'response.content_part.done', params: { part: 'refusal' } },
              { type: 'response.content_part.added', params: { part: 'refusal' } },
            ],
          },
        ],
        'part.end': {
          target: 'betweenParts',
          actions: ['response.refusal.done', { type: 'response.content_part.done', params: { part: 'refusal' } }],
        },
        'segment.end': [
          {
            guard: 'isCut',
            target: 'incomplete',
            actions: [
              'response.refusal.done',
              { type: 'response.content_part.done', params: { part: 'refusal' } },
              { type: 'response.output_item.done', params: { status: 'incomplete' } },
            ],
          },
          {
            target: 'completed',
            actions: [
              'response.refusal.done',
              { type: 'response.content_part.done', params: { part: 'refusal' } },
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
          {
            target: 'text',
            actions: [
              { type: 'response.content_part.added', params: { part: 'output_text' } },
              'response.output_text.delta',
            ],
          },
        ],
        'part.start': [
          {
            guard: 'startsText',
            target: 'text',
            actions: { type: 'response.content_part.added', params: { part: 'output_text' } },
          },
          {
            guard: 'startsRefusal',
            target: 'refusal',
            actions: { type: 'response.content_part.added', params: { part: 'refusal' } },
          },
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

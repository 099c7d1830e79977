import { setup } from 'xstate'
import type { ItemEvent } from '../src/wire/event.ts'
import type { ItemInput } from '../src/wire/item.ts'
import { otherContext, type OtherContext, otherEmitters, type OtherInput } from '../src/wire/other.ts'
import type { InputWarning } from '../src/wire/warning.ts'
import { emits, warns } from './emitting.ts'
import { isCut } from './guards.ts'

const emitters = otherEmitters

/** `any other item type  A D`: an item that nothing is known of but that it is added and done. */
export const otherMachine = setup({
  types: {
    context: {} as OtherContext,
    events: {} as ItemInput,
    input: {} as OtherInput,
    emitted: {} as ItemEvent | InputWarning,
  },
  actions: {
    'response.output_item.added': emits(emitters['response.output_item.added']),
    'response.output_item.done': emits(emitters['response.output_item.done']),
    warn: warns('other'),
  },
  guards: { isCut },
}).createMachine({
  id: 'other',
  context: ({ input }) => otherContext(input),
  initial: 'pending',
  on: { '*': { actions: 'warn' } },
  states: {
    pending: { on: { 'segment.start': { target: 'added', actions: 'response.output_item.added' } } },
    added: {
      on: {
        'tool.progress': {},
        'tool.error': {
          target: 'failed',
          actions: { type: 'response.output_item.done', params: { status: 'failed' } },
        },
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
    failed: { type: 'final' },
  },
})

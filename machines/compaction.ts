import { setup } from 'xstate'
import {
  compactionContext,
  type CompactionContext,
  compactionEmitters,
  type CompactionInput,
} from '../src/wire/compaction.ts'
import type { ItemEvent } from '../src/wire/event.ts'
import type { ItemInput } from '../src/wire/item.ts'
import type { InputWarning } from '../src/wire/warning.ts'
import { emits, warns } from './emitting.ts'
import { awaitsTool, isCut, isGivenUp } from './guards.ts'

const emitters = compactionEmitters

/**
 * `compaction  A compacting? D`: the conversation so far, made short. It has no failure of its own: a host whose
 * compaction fails fails the response.
 */
export const compactionMachine = setup({
  types: {
    context: {} as CompactionContext,
    events: {} as ItemInput,
    input: {} as CompactionInput,
    emitted: {} as ItemEvent | InputWarning,
  },
  actions: {
    'response.output_item.added': emits(emitters['response.output_item.added']),
    'response.compaction.compacting': emits(emitters['response.compaction.compacting']),
    'response.output_item.done': emits(emitters['response.output_item.done']),
    warn: warns('compaction'),
  },
  guards: { awaitsTool, isCut, isGivenUp },
}).createMachine({
  id: 'compaction',
  context: ({ input }) => compactionContext(input),
  initial: 'pending',
  on: { '*': { actions: 'warn' } },
  states: {
    pending: { on: { 'segment.start': { target: 'added', actions: 'response.output_item.added' } } },
    added: {
      on: {
        'tool.progress': { target: 'compacting', actions: 'response.compaction.compacting' },
        'tool.output': {
          target: 'completed',
          actions: { type: 'response.output_item.done', params: { status: 'completed' } },
        },
        'segment.end': [
          {
            guard: 'isCut',
            target: 'incomplete',
            actions: { type: 'response.output_item.done', params: { status: 'incomplete' } },
          },
          {
            guard: 'isGivenUp',
            target: 'incomplete',
            actions: { type: 'response.output_item.done', params: { status: 'incomplete' } },
          },
          { guard: 'awaitsTool' },
          { target: 'completed', actions: { type: 'response.output_item.done', params: { status: 'completed' } } },
        ],
      },
    },
    compacting: {
      on: {
        'tool.progress': {},
        'tool.output': {
          target: 'completed',
          actions: { type: 'response.output_item.done', params: { status: 'completed' } },
        },
        'segment.end': [
          {
            guard: 'isCut',
            target: 'incomplete',
            actions: { type: 'response.output_item.done', params: { status: 'incomplete' } },
          },
          {
            guard: 'isGivenUp',
            target: 'incomplete',
            actions: { type: 'response.output_item.done', params: { status: 'incomplete' } },
          },
          { guard: 'awaitsTool' },
          { target: 'completed', actions: { type: 'response.output_item.done', params: { status: 'completed' } } },
        ],
      },
    },
    completed: { type: 'final' },
    incomplete: { type: 'final' },
  },
})

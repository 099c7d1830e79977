import { setup } from 'xstate'
import type { ItemEvent } from '../src/wire/event.ts'
import {
  imageGenerationCallContext,
  type ImageGenerationCallContext,
  imageGenerationCallEmitters,
  type ImageGenerationCallInput,
} from '../src/wire/image-generation-call.ts'
import type { ItemInput } from '../src/wire/item.ts'
import type { InputWarning } from '../src/wire/warning.ts'
import { emits, warns } from './emitting.ts'
import { awaitsTool, isCut, isEmpty, isGivenUp } from './guards.ts'

const emitters = imageGenerationCallEmitters

/**
 * `image_generation_call  A in_progress generating partial_image* completed D`: a picture. Each delta is a whole partial
 * image, from the model or, after its segment, from the host.
 */
export const imageGenerationCallMachine = setup({
  types: {
    context: {} as ImageGenerationCallContext,
    events: {} as ItemInput,
    input: {} as ImageGenerationCallInput,
    emitted: {} as ItemEvent | InputWarning,
  },
  actions: {
    'response.output_item.added': emits(emitters['response.output_item.added']),
    'response.image_generation_call.in_progress': emits(emitters['response.image_generation_call.in_progress']),
    'response.image_generation_call.generating': emits(emitters['response.image_generation_call.generating']),
    'response.image_generation_call.partial_image': emits(emitters['response.image_generation_call.partial_image']),
    'response.image_generation_call.completed': emits(emitters['response.image_generation_call.completed']),
    'response.output_item.done': emits(emitters['response.output_item.done']),
    warn: warns('image_generation_call'),
  },
  guards: { awaitsTool, isCut, isEmpty, isGivenUp },
}).createMachine({
  id: 'image_generation_call',
  context: ({ input }) => imageGenerationCallContext(input),
  initial: 'pending',
  on: { '*': { actions: 'warn' } },
  states: {
    pending: {
      on: {
        'segment.start': {
          target: 'generating',
          actions: [
            'response.output_item.added',
            'response.image_generation_call.in_progress',
            'response.image_generation_call.generating',
          ],
        },
      },
    },
    generating: {
      on: {
        'segment.delta': [{ guard: 'isEmpty' }, { actions: 'response.image_generation_call.partial_image' }],
        'tool.progress': {},
        'tool.output': {
          target: 'completed',
          actions: [
            'response.image_generation_call.completed',
            { type: 'response.output_item.done', params: { status: 'completed' } },
          ],
        },
        'tool.error': {
          target: 'failed',
          actions: [
            'response.image_generation_call.completed',
            { type: 'response.output_item.done', params: { status: 'failed' } },
          ],
        },
        'segment.end': [
          {
            guard: 'isCut',
            target: 'incomplete',
            actions: [
              'response.image_generation_call.completed',
              { type: 'response.output_item.done', params: { status: 'incomplete' } },
            ],
          },
          {
            guard: 'isGivenUp',
            target: 'incomplete',
            actions: [
              'response.image_generation_call.completed',
              { type: 'response.output_item.done', params: { status: 'incomplete' } },
            ],
          },
          { guard: 'awaitsTool' },
          {
            target: 'completed',
            actions: [
              'response.image_generation_call.completed',
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

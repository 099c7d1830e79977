import type { Responses } from 'openai/resources/responses/responses'
import type { ItemStatus } from './any-status-item.ts'
import type { HostedTools, ItemInput } from './item.ts'
import { type DoneParams, itemAdded, itemDone, type ItemEmitter, type ItemIdentity, itemPlace, textOf } from './item.ts'

/** What an image is made with. */
export interface ImageGenerationCallInput extends ItemIdentity {
  hostedTools: HostedTools
}

/** An image in the making. Partial images are said and not kept: only how many there were. */
export interface ImageGenerationCallContext extends ImageGenerationCallInput {
  partialImages: number
}

/** The context of an image that has not begun. */
export function imageGenerationCallContext(input: ImageGenerationCallInput): ImageGenerationCallContext {
  return { ...input, partialImages: 0 }
}

/** The SDK's type has no `incomplete`, though an image can be cut like any item (`AnyStatusItem`). */
type ImageGenerationCall = Omit<Responses.ResponseOutputItem.ImageGenerationCall, 'status'> & { status: ItemStatus }

function imageGenerationCall(context: ImageGenerationCallContext, status: ItemStatus, input?: ItemInput) {
  return {
    id: context.id,
    type: 'image_generation_call',
    status,
    result: input?.type === 'tool.output' ? (input.result ?? null) : null,
    ...(input?.type === 'tool.error' ? { error: errorOf(input.error) } : undefined),
  } satisfies ImageGenerationCall
}

function errorOf({ message, code }: { message: string; code?: string }) {
  return {
    type: code ?? 'server_error',
    code: code ?? null,
    message,
    param: null,
  } satisfies Responses.ResponseOutputItem.ImageGenerationCall['error']
}

/** Every event of an image (protocol.md: `image_generation_call  A in_progress generating partial_image* completed D`). */
export const imageGenerationCallEmitters = {
  'response.output_item.added': {
    event: (context) => itemAdded(context, imageGenerationCall(context, 'in_progress')),
  } satisfies ItemEmitter<ImageGenerationCallContext, 'response.output_item.added'>,

  'response.image_generation_call.in_progress': {
    event: (context) => ({ type: 'response.image_generation_call.in_progress', ...itemPlace(context) }),
  } satisfies ItemEmitter<ImageGenerationCallContext, 'response.image_generation_call.in_progress'>,

  'response.image_generation_call.generating': {
    event: (context) => ({ type: 'response.image_generation_call.generating', ...itemPlace(context) }),
  } satisfies ItemEmitter<ImageGenerationCallContext, 'response.image_generation_call.generating'>,

  'response.image_generation_call.partial_image': {
    event: (context, input) => ({
      type: 'response.image_generation_call.partial_image',
      ...itemPlace(context),
      partial_image_index: context.partialImages,
      partial_image_b64: textOf(input),
    }),
    /** No `append`: each image has its own index, so that no template can say the next one. */
    change: (context) => ({ partialImages: context.partialImages + 1 }),
  } satisfies ItemEmitter<ImageGenerationCallContext, 'response.image_generation_call.partial_image'>,

  'response.image_generation_call.completed': {
    event: (context) => ({ type: 'response.image_generation_call.completed', ...itemPlace(context) }),
  } satisfies ItemEmitter<ImageGenerationCallContext, 'response.image_generation_call.completed'>,

  'response.output_item.done': {
    event: (context, input, { status }) => itemDone(context, imageGenerationCall(context, status, input)),
  } satisfies ItemEmitter<ImageGenerationCallContext, 'response.output_item.done', DoneParams>,
}

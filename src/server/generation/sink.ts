import { eventsTo, type StreamSink } from '../../runtime/sink.ts'
import type { WireResponse } from '../../wire/event.ts'
import type { Settings } from '../options.ts'
import { sealingReasoning } from './encrypted-reasoning.ts'
import type { Job } from './job.ts'

/** Who takes what a machine says. */
export interface Listener {
  /** Each whole frame. */
  onFrame(frame: string): void
  /** The response as its last event tells it, just before that frame. */
  onEnd(response: WireResponse): void
}

/**
 * Where a machine's events go. Finished events are only made where thoughts are sealed: frames from templates cost a
 * third.
 */
export function sinkOf(job: Job, { sealer }: Settings, listener: Listener): StreamSink {
  if (!job.sealsReasoning || sealer === undefined) return listener
  const decorate = sealingReasoning(sealer, job.owner)
  const take = eventsTo(listener)
  return { onEvent: (event) => take(decorate(event)) }
}

import type { StreamSink } from '../../runtime/sink.ts'
import { frame } from '../../wire/frame.ts'
import type { Settings } from '../options.ts'
import type { Attendance, AttendedResponse } from '../tool-host.ts'
import { sealingReasoning } from './encrypted-reasoning.ts'
import type { Job } from './job.ts'

/** The tool host's part in a response; null where it has none. */
export function attendanceOf(
  job: Job,
  { toolHost }: Settings,
  { signal, answer }: Pick<AttendedResponse, 'signal' | 'answer'>,
): Attendance | null {
  if (!job.isHosted || toolHost === undefined) return null
  const { id: responseId, owner, conversation } = job
  return toolHost.attend({ responseId, owner, conversation, signal, answer })
}

/**
 * Where a machine's events go: as frames to `say`. Finished events are only made where somebody looks at them (who
 * seals thoughts, the tool host): frames from templates cost a third.
 */
export function sinkOf(
  job: Job,
  { sealer }: Settings,
  { attendance, say }: { attendance: Attendance | null; say: (said: string) => void },
): StreamSink {
  const decorate = job.sealsReasoning && sealer !== undefined ? sealingReasoning(sealer, job.owner) : null
  if (decorate === null && attendance === null) return { onFrame: say }
  return {
    onEvent: (event) => {
      say(frame(decorate === null ? event : decorate(event)))
      attendance?.onEvent(event)
    },
  }
}

import { responseState } from '../../wire/response.ts'
import { lifecycleEmitters } from '../../wire/lifecycle.ts'
import type { WireResponse } from '../../wire/event.ts'
import type { Settings } from '../options.ts'
import { storedItems } from '../store/end-stopped.ts'
import type { Beginning } from '../store/journal.ts'
import type { Ending, EndStatus, NewResponse } from '../store/record.ts'
import type { Job } from './job.ts'

/** How a response began, as the store keeps it: with what its end after a crash needs beside the machine's input. */
export interface StoredBeginning extends Beginning {
  sealsReasoning: boolean
}

/** A job as the store keeps it. */
export function newResponseOf(job: Job, { keepFor }: Settings): NewResponse {
  const { id, owner, request, input, items, sealsReasoning } = job
  const { background, stream } = request
  const createdAt = Date.now()
  const begin: StoredBeginning = { input, sealsReasoning }
  return {
    id,
    owner,
    previousId: request.previous_response_id ?? null,
    status: background ? 'queued' : 'in_progress',
    response: beginningOf(job),
    begin: JSON.stringify(begin),
    isLogged: stream || background,
    input: items,
    createdAt,
    expiresAt: keepFor === null ? null : createdAt + keepFor,
  }
}

/** The Response object as it begins, as JSON text. */
export function beginningOf({ input, request }: Job): string {
  const emitter = lifecycleEmitters[request.background ? 'response.queued' : 'response.in_progress']
  return JSON.stringify(emitter.event(responseState(input)).response)
}

/** The end as the store keeps it. */
export function endingOf(response: WireResponse, status: EndStatus): Ending {
  return { status, response: JSON.stringify(response), output: storedItems(response.output), at: Date.now() }
}

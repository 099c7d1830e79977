import { badRequest, responseNotFound } from '../api-error.ts'
import type { Reader } from '../generation/reader.ts'
import { ReaderBody } from '../generation/reader-body.ts'
import { eventStreamReply, type ServerReply } from '../http.ts'
import { isEnded, type StoredResponse } from '../store/record.ts'
import type { Exchange } from './route.ts'

/**
 * The stream of a stored response from one of its events on: byte for byte what was said, and while it runs what is
 * said from now on.
 *
 * @param from the first event that is wanted
 * @throws ApiError 404, 400 where there is no such event, or none was kept
 */
export async function followed(exchange: Exchange, id: string, from: number): Promise<ServerReply> {
  const { registry, settings, owner } = exchange
  const stored = await settings.store.get(id, owner)
  if (stored === undefined) throw responseNotFound(id)
  if (!stored.isLogged) {
    const mend = "it was made with neither 'stream' nor 'background'; fetch it without 'stream'"
    throw badRequest(`The events of response '${id}' were not kept: ${mend}.`, 'stream', 'stream_not_stored')
  }
  if (isEnded(stored.status) && from > stored.last + 1) {
    const message = `The stream of this response ended with event ${stored.last}; send a 'starting_after' up to that.`
    throw badRequest(message, 'starting_after', 'invalid_value')
  }
  return eventStreamReply(
    new ReaderBody(settings, {
      from,
      begin(reader) {
        const running = registry.get(id, owner)
        return running === undefined ? follow(exchange, stored, reader) : running.readers.add(reader)
      },
    }),
  )
}

/**
 * Reads the log to its end. A response that another process runs is looked at again and again, for as long as one may
 * run, and until the store has ended it where that process died.
 */
async function follow(
  { settings, closing, registry }: Exchange,
  { id, createdAt }: StoredResponse,
  reader: Reader,
): Promise<void> {
  const { store, pollEvery, maxDuration, storeTimeout, sweepEvery } = settings
  const giveUp = createdAt + maxDuration + 2 * (storeTimeout + sweepEvery)
  let next = reader.from
  registry.heartbeat.add(reader)
  try {
    while (!reader.isOver) {
      const page = await store.frames(id, next - 1, 64)
      // Deleted while it was read, or never to be finished here: a stream without its end says so.
      if (page === undefined || (closing.aborted && !page.isEnd && page.batches.length === 0)) {
        reader.leave()
        return
      }
      if (page.batches.length === 0 && !page.isEnd && Date.now() > giveUp) {
        reader.leave('unstored')
        return
      }
      for (const batch of page.batches) {
        reader.replay(batch.text)
        next = batch.last + 1
      }
      if (page.isEnd) {
        reader.end()
        return
      }
      if (reader.isFull) await reader.drained()
      else if (page.batches.length === 0) await new Promise((resolve) => setTimeout(resolve, pollEvery))
    }
  } finally {
    registry.heartbeat.delete(reader)
  }
}

import { responseNotFound } from '../api-error.ts'
import { jsonReply, type ServerReply } from '../http.ts'
import { isEnded } from '../store/record.ts'
import type { Exchange } from './route.ts'

/** How often another process is given time to cancel what it runs. */
const looks = 10

/**
 * `POST /responses/{id}/cancel`: the response as it ended. One that had ended before is left as it is, so that asking
 * twice does no harm. Unlike OpenAI's, any stored response can be cancelled, not only one in the background.
 */
export async function cancelResponse({ id, owner, settings, registry }: Exchange): Promise<ServerReply> {
  const running = registry.get(id, owner)
  if (running !== undefined) {
    running.cancel()
    const { response } = await running.ended
    return jsonReply(200, JSON.stringify(response))
  }
  let stored = await settings.store.requestCancel(id, owner)
  for (let look = 0; look < looks && stored !== undefined && !isEnded(stored.status); look += 1) {
    await new Promise((resolve) => setTimeout(resolve, settings.pollEvery))
    stored = await settings.store.get(id, owner)
  }
  if (stored === undefined) throw responseNotFound(id)
  return jsonReply(200, stored.response)
}

import { responseNotFound } from '../api-error.ts'
import { jsonReply, type ServerReply } from '../http.ts'
import type { Exchange } from './route.ts'

/** `DELETE /responses/{id}`: forgets it, and ends it where it runs. */
export async function deleteResponse({ id, owner, settings, registry }: Exchange): Promise<ServerReply> {
  const running = registry.get(id, owner)
  running?.cancel()
  await running?.ended.catch(() => undefined)
  if (!(await settings.store.delete(id, owner))) throw responseNotFound(id)
  return jsonReply(200, JSON.stringify({ id, object: 'response', deleted: true }))
}

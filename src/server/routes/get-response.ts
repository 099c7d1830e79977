import { responseNotFound } from '../api-error.ts'
import { jsonReply, type ServerReply } from '../http.ts'
import { parseRetrieveQuery } from '../request/query.ts'
import { followed } from './followed.ts'
import type { Exchange } from './route.ts'

/** `GET /responses/{id}`: the response as it stands, or with `stream=true` its events. */
export async function getResponse(exchange: Exchange): Promise<ServerReply> {
  const { id, query, settings, owner } = exchange
  const { stream, startingAfter } = parseRetrieveQuery(query)
  if (stream) return followed(exchange, id, startingAfter + 1)
  const stored = await settings.store.get(id, owner)
  if (stored === undefined) throw responseNotFound(id)
  return jsonReply(200, stored.response)
}

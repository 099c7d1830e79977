import { unavailable } from '../api-error.ts'
import { jsonReply, type ServerReply } from '../http.ts'
import type { Exchange } from './route.ts'

/** `GET /health`: the process answers. */
export function health(): ServerReply {
  return jsonReply(200, '{"status":"ok"}')
}

/** `GET /ready`: it takes requests. 503 while it ends what a former process left, and while it shuts down. */
export function ready({ closing, recovery }: Exchange): ServerReply {
  if (closing.aborted) throw unavailable('The server is shutting down.')
  if (!recovery.isOver) throw unavailable('The server is starting: it ends what was running before.')
  return jsonReply(200, '{"status":"ready"}')
}

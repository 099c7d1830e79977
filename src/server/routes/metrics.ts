import { notFound } from '../api-error.ts'
import { type ServerReply, textReply } from '../http.ts'
import type { Exchange } from './route.ts'

/** `GET /metrics`, in Prometheus' text format. */
export async function metrics({ settings }: Exchange): Promise<ServerReply> {
  if (settings.metrics === undefined) throw notFound('This server keeps no metrics.', null, 'not_found')
  return textReply(200, await settings.metrics(), 'text/plain; version=0.0.4; charset=utf-8')
}

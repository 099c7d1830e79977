import { notFound, shortened } from '../api-error.ts'
import { jsonReply, type ServerReply } from '../http.ts'
import type { Exchange } from './route.ts'

/** `GET /models`: what the upstream offers. */
export async function listModels(exchange: Exchange): Promise<ServerReply> {
  const names = await modelsOf(exchange)
  return jsonReply(200, JSON.stringify({ object: 'list', data: names.map((name) => model(name, exchange)) }))
}

/** `GET /models/{id}`. */
export async function getModel(exchange: Exchange): Promise<ServerReply> {
  const { id } = exchange
  const names = await modelsOf(exchange)
  if (!names.includes(id)) {
    throw notFound(`The model '${shortened(id)}' does not exist.`, 'model', 'model_not_found')
  }
  return jsonReply(200, JSON.stringify(model(id, exchange)))
}

async function modelsOf({ settings, request }: Exchange): Promise<readonly string[]> {
  const { upstream, defaultModel } = settings
  if (upstream.models !== undefined) return upstream.models(request.signal)
  return defaultModel === undefined ? [] : [defaultModel]
}

/** Nobody says when a model was made; the field has to be there all the same. */
function model(id: string, { settings }: Exchange) {
  return { id, object: 'model', created: 0, owned_by: settings.upstream.name }
}

import { badRequest, responseNotFound } from '../api-error.ts'
import { jsonReply, type ServerReply } from '../http.ts'
import { parseItemsQuery } from '../request/query.ts'
import { StoreError } from '../store/error.ts'
import type { ItemPage } from '../store/record.ts'
import type { Exchange } from './route.ts'

/** `GET /responses/{id}/input_items`: a page of what the request said. */
export async function inputItems({ id, owner, query, settings }: Exchange): Promise<ServerReply> {
  const wanted = parseItemsQuery(query)
  let page: ItemPage | undefined
  try {
    page = await settings.store.inputItems(id, owner, wanted)
  } catch (error) {
    if (!(error instanceof StoreError) || error.code !== 'store/unknown-cursor') throw error
    throw badRequest(error.message, wanted.after === undefined ? 'before' : 'after', 'invalid_value')
  }
  if (page === undefined) throw responseNotFound(id)
  const { items, hasMore } = page
  const [first, last] = [JSON.stringify(items[0]?.id ?? null), JSON.stringify(items.at(-1)?.id ?? null)]
  const data = items.map(({ json }) => json).join(',')
  return jsonReply(
    200,
    `{"object":"list","data":[${data}],"first_id":${first},"last_id":${last},"has_more":${hasMore}}`,
  )
}

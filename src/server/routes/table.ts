import { cancelResponse } from './cancel-response.ts'
import { createResponse } from './create-response.ts'
import { deleteResponse } from './delete-response.ts'
import { getResponse } from './get-response.ts'
import { health, ready } from './health.ts'
import { inputItems } from './input-items.ts'
import { metrics } from './metrics.ts'
import { getModel, listModels } from './models.ts'
import { openApi } from './openapi.ts'
import type { Route } from './route.ts'

/** Every path of the server, with or without `/v1` in front. */
export const routes: readonly Route[] = [
  { pattern: '/responses', methods: { POST: createResponse } },
  { pattern: '/responses/{id}', methods: { GET: getResponse, DELETE: deleteResponse } },
  { pattern: '/responses/{id}/cancel', methods: { POST: cancelResponse } },
  { pattern: '/responses/{id}/input_items', methods: { GET: inputItems } },
  { pattern: '/models', methods: { GET: listModels } },
  { pattern: '/models/{id*}', methods: { GET: getModel } },
  { pattern: '/health', methods: { GET: health }, isOpen: true },
  { pattern: '/ready', methods: { GET: ready }, isOpen: true },
  { pattern: '/metrics', methods: { GET: metrics }, isOpen: true },
  { pattern: '/openapi.json', methods: { GET: openApi }, isOpen: true },
]

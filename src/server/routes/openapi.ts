import { jsonReply, type ServerReply } from '../http.ts'
import { openApiDocument } from '../operation/openapi/document.ts'

/** `GET /openapi.json`: this server's API, in OpenAPI's words. */
export function openApi(): ServerReply {
  return jsonReply(200, openApiDocument())
}

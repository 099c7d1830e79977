import packageJson from '../../../../package.json' with { type: 'json' }
import { answerSchemas, reference } from './answers.ts'
import { operations } from './operations.ts'
import { createResponseSchema } from './request-schema.ts'

let made: string | undefined

/** The OpenAPI 3.1 document of the server, as JSON text. Made when it is first asked for. */
export function openApiDocument(): string {
  made ??= JSON.stringify({
    openapi: '3.1.0',
    info: {
      title: 'Counterpoint',
      version: packageJson.version,
      description: 'The OpenAI Responses API in front of any model. Every path is there with and without `/v1`.',
      license: { name: 'Apache-2.0', identifier: 'Apache-2.0' },
    },
    servers: [{ url: '/v1' }],
    security: [{ key: [] }, {}],
    paths: operations,
    components: {
      securitySchemes: { key: { type: 'http', scheme: 'bearer', description: 'Where the server has API keys.' } },
      responses: {
        Error: {
          description: "OpenAI's error object.",
          content: { 'application/json': { schema: reference('Error') } },
        },
      },
      schemas: { CreateResponse: createResponseSchema(), ...answerSchemas },
    },
  })
  return made
}

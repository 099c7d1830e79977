import { reference } from './answers.ts'
import type { JsonSchema } from './request-schema.ts'

type Media = Readonly<Record<string, { schema: JsonSchema; description?: string }>>

/** One method on one path. */
export interface Operation {
  operationId: string
  summary: string
  parameters?: readonly object[]
  requestBody?: { required: boolean; content: Media }
  responses: Readonly<Record<string, { description: string; content?: Media } | JsonSchema>>
  /** Empty where nobody has to say who they are. */
  security?: readonly []
}

const json = (name: string): Media => ({ 'application/json': { schema: reference(name) } })
const events: Media = { 'text/event-stream': { schema: { type: 'string' } } }

function inPath(name: string, description: string) {
  return { name, in: 'path', required: true, description, schema: { type: 'string' } }
}

function inQuery(name: string, description: string, schema: JsonSchema) {
  return { name, in: 'query', required: false, description, schema }
}

function answers(description: string, content: Media, ...errors: readonly number[]): Operation['responses'] {
  const told = errors.map((status) => [
    String(status),
    { description: errorTexts[status] ?? '', content: json('Error') },
  ])
  return {
    '200': { description, content },
    ...Object.fromEntries(told),
    default: { $ref: '#/components/responses/Error' },
  }
}

const errorTexts: Readonly<Record<number, string>> = {
  400: 'The request is wrong; `param` says where.',
  401: 'There is no API key, or it is not one of this server.',
  404: 'It is not there, or belongs to another key.',
  413: 'The body is too large.',
  429: 'Too many requests; `retry-after` says how long to wait.',
  502: 'The upstream failed before its first chunk.',
  503: 'Not now.',
  504: 'The upstream took too long.',
}

const responseId = inPath('id', "The response's id.")
const flag = { type: 'boolean' }

/** What each path answers, by the patterns of the routes. */
export const operations: Readonly<Record<string, Readonly<Record<string, Operation>>>> = {
  '/responses': {
    post: {
      operationId: 'createResponse',
      summary: 'Makes a response: whole, as a stream of events, or in the background.',
      requestBody: { required: true, content: json('CreateResponse') },
      responses: answers(
        'The response, or its events.',
        { ...json('Response'), ...events },
        400,
        401,
        413,
        429,
        502,
        504,
      ),
    },
  },
  '/responses/{id}': {
    get: {
      operationId: 'getResponse',
      summary: 'A stored response, or its events from one of them on.',
      parameters: [
        responseId,
        inQuery('stream', 'Its events, instead of the response.', flag),
        inQuery('starting_after', 'Only events with a greater `sequence_number`.', { type: 'integer', minimum: 0 }),
      ],
      responses: answers('The response, or its events.', { ...json('Response'), ...events }, 400, 401, 404),
    },
    delete: {
      operationId: 'deleteResponse',
      summary: 'Forgets a response, and ends it where it runs.',
      parameters: [responseId],
      responses: answers('It is forgotten.', json('Deleted'), 401, 404),
    },
  },
  '/responses/{id}/cancel': {
    post: {
      operationId: 'cancelResponse',
      summary: 'Ends a response that runs in the background.',
      parameters: [responseId],
      responses: answers('The response as it ended.', json('Response'), 400, 401, 404),
    },
  },
  '/responses/{id}/input_items': {
    get: {
      operationId: 'listInputItems',
      summary: "What a response's request said.",
      parameters: [
        responseId,
        inQuery('limit', 'How many.', { type: 'integer', minimum: 1, maximum: 100, default: 20 }),
        inQuery('order', 'From the first or from the last one.', { enum: ['asc', 'desc'], default: 'desc' }),
        inQuery('after', "Only what comes after this item's id.", { type: 'string' }),
        inQuery('before', "Only what comes before this item's id.", { type: 'string' }),
      ],
      responses: answers('A page of items.', json('ItemList'), 400, 401, 404),
    },
  },
  '/models': {
    get: {
      operationId: 'listModels',
      summary: "The upstream's models.",
      responses: answers('All of them.', json('ModelList'), 401, 502, 504),
    },
  },
  '/models/{id}': {
    get: {
      operationId: 'getModel',
      summary: 'One of them; its name may hold slashes.',
      parameters: [inPath('id', "The model's name.")],
      responses: answers('It is there.', json('Model'), 401, 404),
    },
  },
  '/health': {
    get: {
      operationId: 'health',
      summary: 'Whether the process answers.',
      responses: answers('It does.', json('Status')),
      security: [],
    },
  },
  '/ready': {
    get: {
      operationId: 'ready',
      summary: 'Whether requests are taken: not yet while starting, not any more while stopping.',
      responses: answers('They are.', json('Status'), 503),
      security: [],
    },
  },
  '/metrics': {
    get: {
      operationId: 'metrics',
      summary: "Metrics in Prometheus' text format.",
      responses: answers('The metrics.', { 'text/plain': { schema: { type: 'string' } } }, 404),
      security: [],
    },
  },
  '/openapi.json': {
    get: {
      operationId: 'openapi',
      summary: 'This document.',
      responses: answers('An OpenAPI 3.1 document.', { 'application/json': { schema: { type: 'object' } } }),
      security: [],
    },
  },
}

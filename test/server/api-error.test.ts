import { expect, test } from 'vitest'
import * as errors from '../../src/server/api-error.ts'

test('errors are OpenAI’s error objects under the right status', () => {
  const table = [
    errors.badRequest('Wrong.', 'input[0]', 'invalid_value'),
    errors.unauthorized('No key.'),
    errors.responseNotFound('resp_1'),
    errors.methodNotAllowed('PUT', '/v1/responses', ['GET', 'POST']),
    errors.conflict('Running.'),
    errors.bodyTooLarge(10),
    errors.unsupportedMediaType(null),
    errors.tooManyRequests('Slow down.', 1.2),
    errors.clientClosedRequest(),
    errors.internalError(new Error('secret')),
    errors.badGateway('Broken.'),
    errors.unavailable('Stopping.'),
    errors.gatewayTimeout('Late.'),
  ]
  expect(table.map(({ status, error }) => `${status} ${error.type} ${error.code}`)).toEqual([
    '400 invalid_request_error invalid_value',
    '401 authentication_error invalid_api_key',
    '404 invalid_request_error response_not_found',
    '405 invalid_request_error method_not_allowed',
    '409 invalid_request_error null',
    '413 invalid_request_error body_too_large',
    '415 invalid_request_error unsupported_media_type',
    '429 rate_limit_error rate_limit_exceeded',
    '499 invalid_request_error client_closed',
    '500 server_error internal_error',
    '502 server_error upstream_error',
    '503 server_error service_unavailable',
    '504 server_error upstream_timeout',
  ])
  for (const error of table) {
    expect(JSON.parse(error.body)).toEqual({ error: error.error })
    expect(error.body).not.toContain('secret')
    expect(error.message).toMatch(/^[^\n]+\.$/)
  }
  expect(table[7]?.headers).toEqual({ 'retry-after': '2' })
  expect(table[3]?.headers).toEqual({ allow: 'GET, POST' })
})

test('what a client wrote is cut and cleaned before it stands in a sentence', () => {
  expect(errors.responseNotFound(`a\n\r${'b'.repeat(500)}`).message.length).toBeLessThan(130)
  expect(errors.responseNotFound('a\r\nset-cookie: x').message).not.toMatch(/[\r\n]/)
  expect(errors.shortened(`${'x'.repeat(79)}😀`)).not.toMatch(/[\uD800-\uDFFF]/)
})

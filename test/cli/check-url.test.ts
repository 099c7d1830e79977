import { spawn } from 'node:child_process'
import { afterEach, describe, expect, it } from 'vitest'
import type { IncomingMessage, Server, ServerResponse } from 'node:http'
import { endpointOf } from '../../src/cli/check/endpoint.ts'
import { smallStream, sse, without } from './checked-streams.ts'
import { counterpoint } from './command.ts'
import { serving as listening } from './tapping.ts'

const right = smallStream()
const broken = without(right, 'response.content_part.added')

describe('counterpoint check URL', () => {
  let server: Server | undefined
  afterEach(() => server?.close().closeAllConnections())

  /** Serves one behaviour, and gives its address. */
  async function serving(answer: (request: IncomingMessage, response: ServerResponse, body: string) => void) {
    const listens = await listening((request, response) => {
      let body = ''
      request.setEncoding('utf8').on('data', (text: string) => (body += text))
      request.on('end', () => answer(request, response, body))
    })
    server = listens.server
    return `http://127.0.0.1:${listens.port}`
  }

  const stream = { 'content-type': 'text/event-stream; charset=utf-8' }

  it.each([
    ['', '/v1/responses'],
    ['/', '/v1/responses'],
    ['/v1', '/v1/responses'],
    ['/v1/', '/v1/responses'],
    ['/api/v2', '/api/v2/responses'],
    ['/v1/responses', '/v1/responses'],
    ['/openai/responses?version=1', '/openai/responses?version=1'],
    ['/base', '/base/v1/responses'],
  ])('completes %j to %j', (given, asked) => {
    expect(endpointOf(`http://127.0.0.1:8080${given}`).href).toBe(`http://127.0.0.1:8080${asked}`)
  })

  it('sends what it is told to', async () => {
    const seen: unknown[] = []
    const url = await serving(({ method, url: path, headers }, response, body) => {
      seen.push({ method, path, key: headers['authorization'], two: headers['x-two'], body: JSON.parse(body) })
      response.writeHead(200, stream).end(sse(right))
    })
    const args = ['--model', 'm', '--header', 'Authorization: Bearer k', '--header', 'X-Two:2']
    const { code, stdout, stderr } = await counterpoint(['check', ...args, url])
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' })
    expect(stdout).toMatch(/9 events, 1 response/)
    const body = { model: 'm', input: expect.any(String), stream: true, store: false }
    expect(seen).toEqual([{ method: 'POST', path: '/v1/responses', key: 'Bearer k', two: '2', body }])
  })

  it('checks the answer while it comes', async () => {
    let finish: (() => void) | undefined
    const url = await serving((_, response) => {
      response.writeHead(200, stream).write(sse(broken.slice(0, 6)))
      finish = () => response.end(sse(broken.slice(6)))
    })
    const child = spawn(process.execPath, ['src/cli/main.ts', 'check', url])
    let stdout = ''
    for await (const text of child.stdout.setEncoding('utf8')) {
      stdout += text
      if (stdout.includes('item/order')) finish?.()
    }
    expect(stdout).toContain('1 violation')
  })

  it('finds fault with a stream that breaks off, and says that it did', async () => {
    const url = await serving((_, response) => {
      response.writeHead(200, stream).write(sse(right.slice(0, 5)), () => setTimeout(() => response.destroy(), 50))
    })
    const { code, stdout, stderr } = await counterpoint(['check', url])
    expect(code).toBe(1)
    expect(stdout).toContain('stream/terminal')
    expect(stderr).toMatch(/broke the connection; what came before is checked\.\n$/)
  })

  it('finds fault with a stream that says something else', async () => {
    const url = await serving((_, response) => void response.writeHead(200, stream).end('data: {"error":"no"}\n\n'))
    expect((await counterpoint(['check', url])).code).toBe(1)
  })

  it.each<[string, number, Record<string, string>, string, RegExp]>([
    [
      'an error',
      404,
      { 'content-type': 'application/json' },
      '{"error":{"message":"no model m"}}',
      /answered 404: no model m\n/,
    ],
    ['an error of FastAPI', 422, {}, '{"detail":"bad"}', /answered 422: bad\n/],
    ['an error without words', 500, {}, '', /answered 500\n/],
    ['a key that is missing', 401, {}, '{"error":"who?"}', /answered 401: who\? \(give a key with --header/],
    ['a page', 200, { 'content-type': 'text/html' }, '<p>', /answered with text\/html, no event stream/],
    [
      'a redirect, which is not followed',
      307,
      { location: 'http://127.0.0.1:1/x' },
      '',
      /redirects to http:\/\/127.0.0.1:1\/x; give/,
    ],
  ])('says in one line what is wrong with %s, and exits with 2', async (_title, status, headers, body, says) => {
    const url = await serving((_, response) => void response.writeHead(status, headers).end(body))
    const { code, stdout, stderr } = await counterpoint(['check', url])
    expect(stderr).toMatch(says)
    expect(stderr).toMatch(/^counterpoint: [^\n]*\n$/)
    expect({ code, stdout }).toEqual({ code: 2, stdout: '' })
  })
})

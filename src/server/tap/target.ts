import { Agent as HttpAgent, type ClientRequest, request as httpRequest } from 'node:http'
import { Agent as HttpsAgent, request as httpsRequest } from 'node:https'
import { CounterpointError } from '../../wire/error.ts'

/** The server that a tap stands in front of. */
export interface Target {
  /** Its name and port, as it wants to be called. */
  host: string
  /** The path there for a path here. */
  pathOf(path: string): string
  request(options: { method: string; path: string; headers: string[] }): ClientRequest
}

/** @throws CounterpointError `tap/upstream` */
export function targetOf(address: string): Target {
  const url = URL.parse(address)
  if (url === null || !/^https?:$/.test(url.protocol) || url.hostname === '') {
    throw new CounterpointError('tap/upstream', `The upstream ${address} is no address; give one as http://HOST:PORT.`)
  }
  const isSecure = url.protocol === 'https:'
  const request = isSecure ? httpsRequest : httpRequest
  // A connection for each request: one that is kept may be closed by the upstream while a request is on its way, and
  // the client would get an error that it would not have got without the tap.
  const agent = isSecure ? new HttpsAgent({ keepAlive: false }) : new HttpAgent({ keepAlive: false })
  const base = url.pathname.replace(/\/+$/, '')
  const version = /\/v\d+$/.exec(base)?.[0]
  return {
    host: url.host,
    pathOf(path) {
      // Clients of an upstream that was given as …/v1 ask for /v1/responses all the same.
      const doubled = version !== undefined && (path === version || path.startsWith(`${version}/`))
      return base + (doubled ? path.slice(version.length) : path)
    },
    request: ({ method, path, headers }) =>
      request({
        agent,
        protocol: url.protocol,
        hostname: url.hostname.replace(/^\[|\]$/g, ''),
        port: url.port,
        method,
        path,
        headers,
        setHost: false,
      }),
  }
}

// Node has no server of fetch handlers of its own: this is what those in use do.
import { createServer } from 'node:http'
import { Readable } from 'node:stream'
import { handlerFor } from './handler.mjs'

const [port, upstream] = process.argv.slice(2)
const handler = handlerFor(upstream)
createServer(async (incoming, outgoing) => {
  const gone = new AbortController()
  outgoing.on('close', () => gone.abort())
  const { method, url, headers } = incoming
  const body = method === 'GET' || method === 'HEAD' ? undefined : Readable.toWeb(incoming)
  const request = new Request(`http://x${url}`, { method, headers, body, duplex: 'half', signal: gone.signal })
  const response = await handler(request)
  outgoing.writeHead(response.status, Object.fromEntries(response.headers))
  if (response.body === null) outgoing.end()
  else
    Readable.fromWeb(response.body)
      .on('error', () => outgoing.destroy())
      .pipe(outgoing)
}).listen(Number(port), '127.0.0.1')

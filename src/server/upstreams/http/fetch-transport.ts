import type { Transport } from './transport.ts'

/**
 * The transport of runtimes without Node's HTTP client: Workers, browsers, Deno and Bun. Connections are pooled by the
 * runtime; how long connecting may take is the runtime's business too, the first-token timeout bounds it here.
 *
 * @param send another `fetch`: one with a proxy, or a test's
 */
export function fetchTransport(send: typeof fetch = globalThis.fetch): Transport {
  return {
    async send({ method, url, headers, body, signal }) {
      const reply = await send(url, { method, headers, body, signal, redirect: 'manual' })
      return {
        status: reply.status,
        header: (name) => reply.headers.get(name),
        body: reply.body === null ? nothing() : read(reply.body),
      }
    },
  }
}

async function* nothing(): AsyncGenerator<Uint8Array> {}

/** Not every runtime's streams can be iterated, and leaving early has to end the connection. */
async function* read(stream: ReadableStream<Uint8Array>): AsyncGenerator<Uint8Array> {
  const reader = stream.getReader()
  let isOver = false
  try {
    for (let next = await reader.read(); !next.done; next = await reader.read()) yield next.value
    isOver = true
  } finally {
    if (!isOver) await reader.cancel().catch(() => undefined)
  }
}

import type { BodyReader, ReplyBody, Transport } from './transport.ts'

/**
 * The transport of runtimes without Node's HTTP client: Workers, browsers, Deno and Bun. Connections are pooled by the
 * runtime; how long connecting may take is the runtime's business too, the first-token timeout bounds it here.
 *
 * @param send another `fetch`: one with a proxy, or a test's
 */
export function fetchTransport(send: typeof fetch = globalThis.fetch): Transport {
  return {
    bindsTimers: true,
    async send({ method, url, headers, body, signal }) {
      const reply = await send(url, { method, headers, body, signal, redirect: 'manual' })
      return { status: reply.status, header: (name) => reply.headers.get(name), body: new WebBody(reply.body) }
    },
  }
}

/** The body of a `Response`. Not every runtime's streams can be iterated, and leaving early has to end the connection. */
class WebBody implements ReplyBody {
  readonly #stream: ReadableStreamDefaultReader<Uint8Array> | undefined
  #cancelled: { reason: unknown } | null = null

  constructor(stream: ReadableStream<Uint8Array> | null) {
    this.#stream = stream?.getReader()
  }

  read(reader: BodyReader): void {
    this.#handOver(reader).catch((error: unknown) => {
      this.cancel(error)
      reader.fail(this.#cancelled?.reason)
    })
  }

  cancel(reason: unknown): void {
    this.#cancelled ??= { reason }
    // What is being read ends by it, as if the body were over.
    this.#stream?.cancel(reason).catch(() => undefined)
  }

  async #handOver(reader: BodyReader): Promise<void> {
    for (let next = await this.#stream?.read(); next?.done === false; next = await this.#stream?.read()) {
      if (this.#cancelled !== null) break
      const taken = reader.take(next.value)
      if (taken === 'enough') {
        this.#stream?.cancel().catch(() => undefined)
        return
      }
      if (taken !== null) await taken
    }
    if (this.#cancelled !== null) throw this.#cancelled.reason
    reader.end()
  }
}

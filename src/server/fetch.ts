import type { ServerCore } from './core.ts'
import type { ServerReply, StreamedBody } from './http.ts'

/** What a fetch-style server wants: Hono, Next, Bun, Deno, Workers. */
export type FetchHandler = (request: Request) => Promise<Response>

/** How a core is mounted. */
export interface FetchOptions {
  /** The path that it is mounted under, without a slash at its end; nothing where absent. */
  prefix?: string
  /** Who asks, for limits: no `Request` says it, but each runtime does somewhere. */
  addressOf?: (request: Request) => string | undefined
}

/** Serves a core to whatever speaks `Request` and `Response`. */
export function createFetchHandler(core: ServerCore, { prefix = '', addressOf }: FetchOptions = {}): FetchHandler {
  return async (request) => {
    const { pathname, search } = new URL(request.url)
    const path = pathname.startsWith(prefix) ? pathname.slice(prefix.length) : pathname
    const gone = new AbortController()
    const leave = () => gone.abort(request.signal.reason)
    if (request.signal.aborted) leave()
    else request.signal.addEventListener('abort', leave, { once: true })
    const reply = await core.handle({
      method: request.method,
      url: path + search,
      header: (name) => request.headers.get(name),
      address: addressOf?.(request),
      body: request.body === null ? null : chunksOf(request.body),
      signal: gone.signal,
    })
    return responseOf(reply, request.method === 'HEAD', gone)
  }
}

function responseOf({ status, headers, body }: ServerReply, isHead: boolean, gone: AbortController): Response {
  if (typeof body === 'string') return new Response(isHead || body === '' ? null : body, { status, headers })
  if (isHead) {
    body.cancel()
    return new Response(null, { status, headers })
  }
  return new Response(webStreamOf(body, gone), { status, headers })
}

/** A body as a Web Stream. It is filled as fast as it is read, and a little ahead. */
function webStreamOf(body: StreamedBody, gone: AbortController): ReadableStream<Uint8Array> {
  const encoder = new TextEncoder()
  let pulled = Promise.withResolvers<void>()
  let isCancelled = false
  return new ReadableStream<Uint8Array>(
    {
      start(controller) {
        const write = (text: string) => {
          controller.enqueue(encoder.encode(text))
          if ((controller.desiredSize ?? 0) > 0) return undefined
          pulled = Promise.withResolvers()
          return pulled.promise
        }
        // Not returned: a stream whose `start` is not over is never pulled from.
        body.pipe(write).then(
          () => {
            // A stream that its reader has cancelled is closed.
            if (!isCancelled) controller.close()
          },
          (error: unknown) => controller.error(error),
        )
      },
      pull: () => pulled.resolve(),
      cancel(reason) {
        isCancelled = true
        pulled.reject(reason)
        gone.abort(reason)
      },
    },
    new ByteLengthQueuingStrategy({ highWaterMark: 64 * 1024 }),
  )
}

/** A Web Stream's chunks; some runtimes' streams are no async iterables. */
async function* chunksOf(stream: ReadableStream<Uint8Array>): AsyncGenerator<Uint8Array> {
  const reader = stream.getReader()
  try {
    for (let next = await reader.read(); !next.done; next = await reader.read()) yield next.value
  } finally {
    await reader.cancel().catch(() => undefined)
  }
}

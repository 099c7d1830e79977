import { context, propagation, SpanKind, SpanStatusCode, trace, type Context, type Tracer } from '@opentelemetry/api'
import type { ServerCore } from '../../core.ts'
import type { ServerReply, ServerRequest, StreamedBody } from '../../http.ts'

/** How the context is read from a request. */
const getter = { get: (from: ServerRequest, name: string) => from.header(name) ?? undefined, keys: () => [] }

/**
 * A core that does each request in a span, under the one that the request's `traceparent` names; the span ends with the
 * answer's last byte. What the core does in between sees it as the active one, where a context manager is there (the
 * SDK brings it).
 */
export function tracedCore(core: ServerCore, tracer: Tracer = trace.getTracer('counterpoint')): ServerCore {
  return { ...core, handle: (request) => handled(core, tracer, request) }
}

async function handled(core: ServerCore, tracer: Tracer, request: ServerRequest): Promise<ServerReply> {
  const outer = propagation.extract(context.active(), request, getter)
  // The observer names it, once its route is known.
  const span = tracer.startSpan(request.method, { kind: SpanKind.SERVER }, outer)
  const inner = trace.setSpan(outer, span)
  try {
    const reply = await context.with(inner, () => core.handle(request))
    span.setAttribute('http.response.status_code', reply.status)
    if (reply.status >= 500) span.setStatus({ code: SpanStatusCode.ERROR })
    if (typeof reply.body === 'string') span.end()
    else reply.body = tracedBody(reply.body, inner, () => span.end())
    return reply
  } catch (error) {
    span.end()
    throw error
  }
}

function tracedBody(body: StreamedBody, inner: Context, end: () => void): StreamedBody {
  let isOver = false
  const endOnce = () => {
    if (isOver) return
    isOver = true
    end()
  }
  return {
    async pipe(write) {
      try {
        await context.with(inner, () => body.pipe(write))
      } finally {
        endOnce()
      }
    },
    cancel() {
      context.with(inner, () => body.cancel())
      endOnce()
    },
  }
}

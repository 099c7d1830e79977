import {
  type Attributes,
  type Context,
  context,
  SpanKind,
  SpanStatusCode,
  trace,
  type Tracer,
} from '@opentelemetry/api'
import type { ObservedEnd, ObservedResponse, ObservedUpstream, Observer } from '../../observer.ts'

/** A span that is told of once it is over. */
interface Past {
  name: string
  kind: SpanKind
  attributes: Attributes
  /** How long it took, in milliseconds, until now. */
  duration: number
  error?: string
}

/**
 * Tells OpenTelemetry of responses and of the turns that upstreams were asked for, in the words of its conventions for
 * generative AI; names the request's span (`tracedCore`) and puts warnings on it. What was said is in none of it.
 */
export function traceObserver(tracer: Tracer = trace.getTracer('counterpoint')): Observer {
  /** Where each running response belongs: a response may be ended by another request than its own. */
  const running = new Map<string, { parent: Context; started: ObservedResponse }>()

  function tell({ name, kind, attributes, duration, error }: Past, parent: Context): void {
    const now = Date.now()
    const span = tracer.startSpan(name, { kind, attributes, startTime: now - duration }, parent)
    if (error !== undefined) span.setStatus({ code: SpanStatusCode.ERROR }).setAttribute('error.type', error)
    span.end(now)
  }

  return {
    requestEnded({ requestId, method, route }) {
      const attributes = { 'http.request.method': method, 'http.route': route, 'counterpoint.request.id': requestId }
      trace.getActiveSpan()?.updateName(`${method} ${route}`).setAttributes(attributes)
    },
    responseStarted: (started) => void running.set(started.responseId, { parent: context.active(), started }),
    warning(_responseId, { code }) {
      const span = trace.getActiveSpan()
      if (span?.isRecording() === true) span.addEvent(code)
    },
    upstreamAnswered(answered) {
      tell(upstreamSpan(answered), running.get(answered.responseId)?.parent ?? context.active())
    },
    responseEnded(end) {
      const known = running.get(end.responseId)
      running.delete(end.responseId)
      tell(responseSpan(end, known?.started), known?.parent ?? context.active())
    },
  }
}

function upstreamSpan({ responseId, upstream, duration, error }: ObservedUpstream): Past {
  const attributes = { 'gen_ai.response.id': responseId, 'counterpoint.upstream': upstream }
  const past = { name: `ask ${upstream}`, kind: SpanKind.CLIENT, attributes, duration }
  return error === undefined ? past : { ...past, error: typeOf(error) }
}

function responseSpan(end: ObservedEnd, started: ObservedResponse | undefined): Past {
  const { status, usage, duration } = end
  const model = started?.model ?? 'unknown'
  return {
    name: `chat ${model}`,
    kind: SpanKind.INTERNAL,
    attributes: {
      'gen_ai.operation.name': 'chat',
      'gen_ai.request.model': model,
      'gen_ai.response.id': end.responseId,
      'gen_ai.usage.input_tokens': usage?.input_tokens,
      'gen_ai.usage.output_tokens': usage?.output_tokens,
      'counterpoint.response.status': status,
      'counterpoint.events': end.events,
      'counterpoint.stream': started?.stream,
      'counterpoint.background': started?.background,
      'counterpoint.first_chunk_ms': end.firstChunkAfter ?? undefined,
    },
    duration,
    ...(status === 'failed' && { error: 'failed' }),
  }
}

function typeOf(error: unknown): string {
  if (error instanceof Error) return 'code' in error && typeof error.code === 'string' ? error.code : error.name
  return 'unknown'
}

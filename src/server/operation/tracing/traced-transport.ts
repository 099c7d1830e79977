import { context, propagation } from '@opentelemetry/api'
import type { Transport } from '../../upstreams/http/transport.ts'

/** A transport that tells the upstream which trace its request belongs to (`traceparent`). */
export function tracedTransport(transport: Transport): Transport {
  return {
    send(request) {
      const headers = { ...request.headers }
      propagation.inject(context.active(), headers)
      return transport.send({ ...request, headers })
    },
    close: () => transport.close?.(),
    bindsTimers: transport.bindsTimers,
  }
}

import { collectDefaultMetrics, Registry } from 'prom-client'
import type { Observer } from '../../observer.ts'
import { instruments } from './instruments.ts'
import { metricsObserver } from './metrics-observer.ts'

/** A server's metrics. */
export interface Metrics {
  /** Counts. */
  observer: Observer
  /** What `/metrics` says. */
  text: () => Promise<string>
}

/**
 * Metrics for Prometheus, of one server: two in one process don't add up.
 *
 * @param process whether the process' own (memory, event loop, garbage collection) are among them; true where absent
 */
export function createMetrics({ process = true }: { process?: boolean } = {}): Metrics {
  const registry = new Registry()
  if (process) collectDefaultMetrics({ register: registry })
  return { observer: metricsObserver(instruments(registry)), text: () => registry.metrics() }
}

// What needs Node, or a package that does: beside `counterpoint/server`, which runs anywhere.
export { createLogger, type LoggerOptions } from './operation/logs/create-logger.ts'
export { logObserver, type LogObserverOptions } from './operation/logs/log-observer.ts'
export { createMetrics, type Metrics } from './operation/metrics/metrics.ts'
export { traceObserver } from './operation/tracing/trace-observer.ts'
export { tracedCore } from './operation/tracing/traced-core.ts'
export { tracedTransport } from './operation/tracing/traced-transport.ts'
export { SqliteStore } from './store/sqlite/store.ts'
export { nodeTransport } from './upstreams/http/node-transport.ts'

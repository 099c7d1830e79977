import { handlerFor } from './handler.mjs'

const [port, upstream] = process.argv.slice(2)
Bun.serve({ hostname: '127.0.0.1', port: Number(port), idleTimeout: 60, fetch: handlerFor(upstream) })

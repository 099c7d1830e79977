import { handlerFor } from './handler.mjs'

const [port, upstream] = Deno.args
Deno.serve({ hostname: '127.0.0.1', port: Number(port) }, handlerFor(upstream))

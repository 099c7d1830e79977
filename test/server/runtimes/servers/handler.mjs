// What all runtimes serve: the built-in model, and under /chat a Chat Completions server.
import { chatUpstream, builtinUpstream, createCore, createFetchHandler } from 'counterpoint/server'

export function handlerFor(upstreamUrl) {
  const builtin = createFetchHandler(createCore({ upstream: builtinUpstream() }))
  const chat = createFetchHandler(createCore({ upstream: chatUpstream({ url: upstreamUrl }) }), { prefix: '/chat' })
  return (request) => (new URL(request.url).pathname.startsWith('/chat') ? chat : builtin)(request)
}

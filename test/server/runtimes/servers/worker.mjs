import { handlerFor } from './handler.mjs'

// Made with the first request: nothing may be done before it.
let handler

export default {
  fetch(request, env) {
    handler ??= handlerFor(env.UPSTREAM)
    return handler(request)
  },
}

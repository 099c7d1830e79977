import { unavailable } from './api-error.ts'
import { Heartbeat } from './heartbeat.ts'
import { Registry } from './generation/registry.ts'
import { handle } from './handle.ts'
import { keepHouse, recover } from './housekeeping.ts'
import type { ServerReply, ServerRequest } from './http.ts'
import { type ServerOptions, settingsOf } from './options.ts'
import { Recovery } from './recovery.ts'
import type { Services } from './routes/route.ts'

/** A server without a network: an adapter gives it requests and sends its answers. */
export interface ServerCore {
  /** Answers a request; whatever goes wrong becomes an answer. */
  handle(request: ServerRequest): Promise<ServerReply>
  /**
   * Takes no more requests, lets what runs finish, and ends what has not by then; every stream gets its last event.
   *
   * @param grace milliseconds for what runs; 10 s where absent
   */
  close(grace?: number): Promise<void>
  /** Kept when what a former process left running is ended; rejects where the store can't be used at first. */
  readonly recovered: Promise<void>
}

/** Milliseconds that ending what runs may take, and its readers may take for the last frames. */
const lastWords = 2_000

/** Makes a server. Responses that a process left running when it died are ended at once. */
export function createCore(options: ServerOptions): ServerCore {
  const settings = settingsOf(options)
  const closing = new AbortController()
  const registry = new Registry(new Heartbeat(settings.heartbeat / 2), settings.maxDuration)
  const recovery = new Recovery(() => recover(settings, registry))
  const recovered = recovery.over
  const services: Services = { settings, registry, closing: closing.signal, recovery }
  const leaveHouse = keepHouse(settings, registry)
  let isClosed: Promise<void> | undefined
  return {
    recovered,
    handle: (request) => handle(request, services),
    close(grace = 10_000) {
      leaveHouse()
      isClosed ??= close(services, closing, grace)
      return isClosed
    },
  }
}

async function close({ registry, settings }: Services, closing: AbortController, grace: number): Promise<void> {
  closing.abort(new DOMException('The server is shutting down.', 'AbortError'))
  const ended = () => Promise.allSettled(registry.all.map((response) => response.ended))
  await within(ended(), grace)
  const late = ended()
  for (const response of registry.all) {
    // In the middle of a stream agents see the message alone, and ask again for words that they know.
    const message = 'Service unavailable: the server is shutting down; send the request again.'
    response.fail({ code: 'server_error', type: 'server_error', message }, unavailable(message))
  }
  await within(late, lastWords)
  settings.upstream.close?.()
  await within(settings.store.close(), lastWords)
}

/** Waits for something, but not for longer than so many milliseconds. */
async function within(work: Promise<unknown>, milliseconds: number): Promise<void> {
  let timer: ReturnType<typeof setTimeout> | undefined
  const enough = new Promise((resolve) => (timer = setTimeout(resolve, milliseconds)))
  await Promise.race([work, enough])
  clearTimeout(timer)
}

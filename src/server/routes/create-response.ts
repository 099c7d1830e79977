import { badRequest, clientClosedRequest, unavailable } from '../api-error.ts'
import { jobOf } from '../generation/job.ts'
import { ReaderBody } from '../generation/reader-body.ts'
import { beginningOf } from '../generation/records.ts'
import { RunningResponse } from '../generation/running.ts'
import { eventStreamReply, jsonReply, type ServerReply } from '../http.ts'
import { readBody } from '../read-body.ts'
import { parseCreateRequest } from '../request/create-request.ts'
import { failureOf } from '../upstreams/error.ts'
import type { Generation } from '../upstreams/upstream.ts'
import { followed } from './followed.ts'
import type { Exchange } from './route.ts'

/** `POST /responses`: a response, whole or as a stream, now or in the background. */
export async function createResponse(exchange: Exchange): Promise<ServerReply> {
  const { request, settings, registry, owner } = exchange
  const body = parse(await readBody(request, settings.bodyLimit))
  const { defaultModel, observer } = settings
  const { request: asked, warnings } = parseCreateRequest(body, { defaultModel })
  const job = await jobOf(asked, owner, settings)
  if (exchange.closing.aborted) throw unavailable('The server is shutting down; try again in a moment.')
  for (const { code, message } of warnings) observer.warning?.(job.id, { code, message })
  const running = new RunningResponse(job, settings, registry)
  if (!asked.background) return inForeground(running, exchange, asked.stream)
  await beginInBackground(running)
  void running.runInBackground()
  if (asked.stream) return followed(exchange, job.id, 0)
  return jsonReply(200, beginningOf(job))
}

/** Nothing is said to the client before the model's first chunk: until then a failure is an HTTP error. */
async function inForeground(running: RunningResponse, { request, settings }: Exchange, isStream: boolean) {
  const { signal } = request
  const client = new Waiting(running, signal)
  try {
    await running.open()
    const generation = running.actsFirst ? null : await running.ask()
    await running.begin()
    if (isStream) return eventStreamReply(streamOf(running, generation, { client, settings }))
    await running.run(generation)
  } catch (error) {
    running.fail(failureOf(error), error)
    // Where the server gave it up, what was thrown says only that it was.
    throw running.cause ?? error
  }
  const { status, response, cause } = await running.ended
  // Nothing was sent yet, so that a failure can still say by its status whether trying again makes sense. It makes none
  // once a tool has run: clients try again by themselves, and would run it twice.
  if (status === 'failed' && cause !== null && !running.hasEffects) throw cause
  if (signal.aborted) throw clientClosedRequest()
  client.leave()
  return jsonReply(200, JSON.stringify(response))
}

/** A client that waits for a response, until it leaves or is gone. */
class Waiting {
  readonly #running: RunningResponse
  readonly #signal: AbortSignal
  #isHeld = true

  constructor(running: RunningResponse, signal: AbortSignal) {
    this.#running = running
    this.#signal = signal
    running.readers.hold()
    signal.addEventListener('abort', this.leave)
    if (signal.aborted) this.leave()
  }

  readonly leave = (): void => {
    if (!this.#isHeld) return
    this.#isHeld = false
    this.#signal.removeEventListener('abort', this.leave)
    this.#running.readers.release()
  }
}

async function beginInBackground(running: RunningResponse): Promise<void> {
  try {
    await running.open()
    await running.begin()
  } catch (error) {
    running.fail(failureOf(error), error)
    throw error
  }
}

interface StreamOptions {
  client: Waiting
  settings: Exchange['settings']
}

function streamOf(running: RunningResponse, generation: Generation | null, { client, settings }: StreamOptions) {
  return new ReaderBody(settings, {
    from: 0,
    begin(reader) {
      const missed = running.readers.add(reader)
      client.leave()
      void running.run(generation)
      return missed
    },
    onUnread: client.leave,
  })
}

function parse(text: string): unknown {
  if (text.trim() === '') throw badRequest('The request body is empty; send a JSON object.', null, 'invalid_json')
  try {
    return JSON.parse(text)
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error)
    throw badRequest(`The request body is not valid JSON: ${why}`, null, 'invalid_json')
  }
}

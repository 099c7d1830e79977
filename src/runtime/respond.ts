import type { SourceWarning } from '../sources/warning.ts'
import { type Dialect, type DialectEvent, endOfStream, spell } from '../wire/dialect.ts'
import type { WireEvent } from '../wire/event.ts'
import { frame } from '../wire/frame.ts'
import type { ResponseInput } from '../wire/response.ts'
import { actorEngine } from './actor-engine.ts'
import { createDriver, type Driver, type DriverWarning } from './driver.ts'
import { type ModelFormat, type ModelOutputPiece, readModelOutput } from './model-output.ts'
import { iterate, toReadableStream } from './web-streams.ts'

/** What `respond` reports beside the stream: what a source mended, and what had no place. */
export type ResponseWarning = SourceWarning | DriverWarning

/** How model output becomes a response. */
export interface RespondOptions extends ResponseInput {
  /** What the output is written in; Harmony text by default. */
  from?: ModelFormat
  /** How events are spelled; as OpenAI does by default. */
  dialect?: Dialect
  /** Ends the response as cancelled, and the reading of the model's output with it. */
  signal?: AbortSignal
  onWarning?: (warning: ResponseWarning) => void
  /** For `harmony-tokens` without text: the vocabulary. */
  decode?: (id: number) => string
}

/**
 * Turns a model's output into the Responses event stream, as it comes.
 *
 * Nothing is read before the first event is asked for, and no chunk before what the last one caused is taken
 * (back-pressure). A reader that leaves early ends the reading of the output. An output that breaks ends the stream
 * with `error` and `response.failed`; nothing is thrown at the reader.
 *
 * @param output the model's output: a body (text or bytes) or its parsed chunks
 */
export function respond(
  output: AsyncIterable<ModelOutputPiece> | ReadableStream<ModelOutputPiece>,
  options: RespondOptions = {},
): ResponseStream {
  return new ResponseStream(events(output, options), options.dialect ?? 'openai')
}

/** One response, to be read once: as events or as server-sent bytes, by iteration or as a Web Stream. */
export class ResponseStream implements AsyncIterable<WireEvent | DialectEvent> {
  readonly #events: AsyncGenerator<WireEvent>
  readonly #dialect: Dialect

  constructor(source: AsyncGenerator<WireEvent>, dialect: Dialect) {
    this.#events = source
    this.#dialect = dialect
  }

  /** The events. */
  async *[Symbol.asyncIterator](): AsyncGenerator<WireEvent | DialectEvent> {
    for await (const event of this.#events) yield spell(event, this.#dialect)
  }

  /** The server-sent frames as text: one whole frame each. */
  async *frames(): AsyncGenerator<string> {
    for await (const event of this) yield frame(event)
    const end = endOfStream(this.#dialect)
    if (end !== '') yield end
  }

  /** The server-sent frames as bytes. */
  async *bytes(): AsyncGenerator<Uint8Array> {
    const encoder = new TextEncoder()
    for await (const text of this.frames()) yield encoder.encode(text)
  }

  /** The events as a Web Stream. */
  toReadableStream(): ReadableStream<WireEvent | DialectEvent> {
    return toReadableStream(this)
  }

  /** The server-sent bytes as a Web Stream: the body of an HTTP response. */
  toByteStream(): ReadableStream<Uint8Array> {
    return toReadableStream(this.bytes())
  }
}

async function* events(
  output: AsyncIterable<ModelOutputPiece> | ReadableStream<ModelOutputPiece>,
  { from = 'harmony', signal, onWarning, decode, dialect: _, ...input }: RespondOptions,
): AsyncGenerator<WireEvent> {
  let said: WireEvent[] = []
  const take = () => {
    const taken = said
    said = []
    return taken
  }
  const driver: Driver = createDriver(actorEngine, { ...input, onEvent: (event) => said.push(event), onWarning })
  const { source, chunks } = readModelOutput(from, { onInput: driver.write, onWarning, decode })
  yield* take()
  try {
    for await (const chunk of chunks(iterate(output, signal))) {
      source.write(chunk)
      yield* take()
      if (driver.isDone) return
    }
    if (signal?.aborted === true) driver.cancel()
    else source.finish({ at: Math.floor(Date.now() / 1000) })
  } catch (error) {
    source.fail({ code: 'upstream_error', message: error instanceof Error ? error.message : String(error) })
  }
  yield* take()
}

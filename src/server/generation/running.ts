import { createDriver, type Driver } from '../../runtime/driver.ts'
import type { ResponseFailure, SourceInput } from '../../wire/input.ts'
import type { WireResponse } from '../../wire/event.ts'
import { gatewayTimeout } from '../api-error.ts'
import type { Conversation } from '../conversation.ts'
import type { ObservedWarning } from '../observer.ts'
import type { Settings } from '../options.ts'
import { journaled } from '../store/journal.ts'
import type { ToolLoop } from '../tools/loop.ts'
import { failureOf } from '../upstreams/error.ts'
import type { Generation } from '../upstreams/upstream.ts'
import { ask } from './ask.ts'
import { type Hosted, openHosted } from './hosted.ts'
import { endingOf, newResponseOf } from './records.ts'
import type { Job } from './job.ts'
import { Outcome } from './outcome.ts'
import { type Readable, Readers } from './readers.ts'
import { Recorder } from './recorder.ts'
import type { Registry } from './registry.ts'
import { type Listener, sinkOf } from './sink.ts'
import { type Ended, endStatusOf, responseIn } from './terminal.ts'
import { Turns, type TurnsOwner } from './turns.ts'

/** Why a response was stopped by its server. */
const tooLong: ResponseFailure = {
  code: 'server_error',
  type: 'server_error',
  message: 'The response took longer than this server allows.',
}

/**
 * One response that is being made: asks the upstream, tells the machine what it says, and gives the frames to the log
 * and to whoever reads. Ends exactly once, whatever happens.
 */
export class RunningResponse implements Readable, TurnsOwner, Listener {
  readonly id: string
  readonly owner: string
  readonly isBackground: boolean
  /** When its request came, by `performance.now()`. */
  readonly since: number
  readonly readers: Readers
  /** What is to be made; null once nobody will ask the model again: a conversation may be large, and a stream long. */
  #job: Job | null
  readonly #wantsLogprobs: boolean
  readonly #settings: Settings
  readonly #registry: Registry
  readonly #controller = new AbortController()
  readonly #outcome = new Outcome()
  #recorder: Recorder | null = null
  #driver: Driver | null = null
  #turns: Turns | null = null
  #hosted: Hosted | null = null
  #loop: ToolLoop | null = null
  /** Frames that nobody has yet; null where there are none. An empty list that waits grows old, and its frames with it. */
  #said: string[] | null = null
  #final: WireResponse | null = null
  #cause: unknown = null
  #isCancelled = false
  #isOver = false
  #firstChunkAfter: number | null = null

  constructor(job: Job, settings: Settings, registry: Registry) {
    this.id = job.id
    this.owner = job.owner
    this.isBackground = job.request.background
    this.since = job.since
    this.#job = job
    this.#wantsLogprobs = job.wantsLogprobs
    this.#settings = settings
    this.#registry = registry
    this.readers = new Readers(this, settings, registry.heartbeat)
    registry.add(this)
  }

  /** The end, once it is stored and told to the readers. */
  get ended(): Promise<Ended> {
    return this.#outcome.ended
  }

  /** What made it fail; null where nothing did. */
  get cause(): unknown {
    return this.#cause
  }

  /** Whether tools may have changed something: who sends the request again may have it twice. */
  get hasEffects(): boolean {
    return this.#loop?.hasEffects === true
  }

  /** Whether something is to be done, and shown, before the model is asked: calls that the request approves. */
  get actsFirst(): boolean {
    return this.#known.approved.length > 0
  }

  /**
   * Opens the server's own tools, where the request has some.
   *
   * @throws ApiError where it asks for what may not be; the abort's reason where it was cancelled meanwhile
   */
  async open(): Promise<void> {
    const job = this.#known
    if (!job.isHosted) return
    const onWarning = (warning: ObservedWarning) => this.warn(warning)
    const hosted = await openHosted({ job, settings: this.#settings, signal: this.#controller.signal, onWarning })
    if (this.#isOver) void hosted.close()
    else this.#hosted = hosted
    const { containerId } = hosted
    if (containerId !== undefined) this.#job = { ...job, input: { ...job.input, containerId } }
  }

  /**
   * Asks the model. Resolves when its first chunk is there.
   *
   * @throws UpstreamError; the abort's reason where it was cancelled meanwhile
   */
  async ask(conversation: Conversation = this.#firstConversation()): Promise<Generation> {
    const { signal } = this.#controller
    const generation = await ask(conversation, this.#settings, {
      responseId: this.id,
      signal,
      onWarning: (warning) => this.warn(warning),
    })
    this.#firstChunkAfter ??= performance.now() - this.since
    return generation
  }

  /**
   * Makes the machine, whose first events wait until `run` or `runInBackground`, and the stored response.
   *
   * @throws StoreError
   */
  async begin(): Promise<void> {
    if (this.#isOver) throw this.#cause ?? abortion('The response is over.')
    const job = this.#known
    const { request, input, withheld } = job
    const { engine, store, observer, logDelay: delay, storeTimeout: patience, upstream } = this.#settings
    if (request.store) {
      const onLogged = (said: readonly string[], text: string) => this.readers.take(said, text)
      const options = {
        delay,
        patience,
        onLogged,
        onStop: () => this.cancel(),
        onLost: (error: unknown) => this.#lose(error),
      }
      const stored = newResponseOf(job, this.#settings)
      this.#recorder = new Recorder(store, stored, { ...options, onWarning: (warning) => this.warn(warning) })
    }
    const recorder = this.#recorder
    const maker = recorder === null ? engine : journaled(engine, (next) => recorder.input(next))
    const sink = sinkOf(job, this.#settings, this)
    this.#driver = createDriver(maker, { ...input, sink, onWarning: (warning) => this.warn(warning) })
    const flush = recorder === null ? null : () => recorder.flush()
    const parts = { driver: this.#driver, onSaid: () => this.#deliver(), flush }
    this.#loop = this.#hosted?.loopOf(job, parts) ?? null
    const { model, stream, background } = request
    const { owner, since } = job
    const started = { responseId: this.id, owner, model, upstream: upstream.name, stream, background, since }
    observer.responseStarted?.({ ...started, stored: request.store })
    for (const type of withheld)
      this.warn({ code: 'request/no-tool-host', message: `Nothing here runs ${type}; the model is not told of it.` })
    try {
      await recorder?.create()
    } catch (error) {
      this.#cause = error
      this.#close()
      throw error
    }
  }

  /**
   * Reads what the model says to its end. Never throws: what goes wrong becomes the response's own failure.
   *
   * @param asked the model's first turn; null where it is asked after what comes first
   */
  async run(asked: Generation | null): Promise<void> {
    this.#deliver()
    if (this.#isOver) return
    try {
      const conversation = this.#loop === null ? null : await this.#loop.prepare()
      if (this.#isOver) return
      const generation = asked ?? (await this.ask(conversation ?? this.#known.conversation))
      if (this.#isOver) return
      if (conversation === null) this.#job = null
      this.#turns = new Turns(this, this.#loop)
      await this.#turns.read(conversation, generation)
      this.#deliver()
    } catch (error) {
      this.fail(failureOf(error), error)
    }
  }

  /** Does all of it, for a client that will come back: queued until the model's first chunk is there. */
  async runInBackground(): Promise<void> {
    this.#deliver()
    try {
      const generation = this.actsFirst ? null : await this.ask()
      if (this.#isOver) return
      this.#driver?.write({ type: 'response.start' })
      this.#recorder?.start(JSON.stringify(responseIn(this.#said?.at(-1))))
      await this.run(generation)
    } catch (error) {
      this.fail(failureOf(error), error)
    }
  }

  /** Ends it as cancelled, and what the upstream does for it. */
  cancel(): void {
    if (this.#isOver) return
    this.#isCancelled = true
    this.#controller.abort(abortion('The response was cancelled.'))
    if (this.#driver === null) return this.#close()
    this.#loop?.abandon()
    this.#driver.write({ type: 'response.cancel', usage: this.#turns?.stop() ?? null })
    this.#deliver()
  }

  /** Resolves when everything that was said is in the log. */
  flushed(): Promise<void> {
    return this.#recorder?.flush() ?? Promise.resolve()
  }

  /** It has taken as long as it may. */
  expire(): void {
    this.fail(tooLong, gatewayTimeout(tooLong.message))
  }

  /** Ends it as failed, and what the upstream does for it. */
  fail(failure: ResponseFailure, cause: unknown): void {
    if (this.#isOver) return
    this.#cause = cause
    this.#controller.abort(abortion(failure.message))
    if (this.#driver === null) return this.#close()
    this.#loop?.abandon()
    if (this.#turns?.fail(failure) !== true) {
      this.#driver.write({ type: 'response.fail', error: failure, usage: this.#turns?.usage ?? null })
    }
    this.#deliver()
  }

  get isDone(): boolean {
    return this.#isOver || this.#driver?.isDone === true
  }

  warn({ code, message }: ObservedWarning): void {
    this.#settings.observer.warning?.(this.id, { code, message })
  }

  take(input: SourceInput): void {
    if (input.type === 'response.fail') this.#cause ??= input.error
    const isLogprob = input.type === 'segment.delta' && input.logprobs !== undefined
    const wanted = isLogprob && !this.#wantsLogprobs ? { ...input, logprobs: undefined } : input
    if (this.#loop === null) this.#driver?.write(wanted)
    else this.#loop.take(wanted)
  }

  delivered(): Promise<void> | null {
    this.#deliver()
    return this.#isOver ? null : (this.readers.pressure() ?? this.#recorder?.pressure() ?? null)
  }

  onFrame(frame: string): void {
    if (this.#said === null) this.#said = [frame]
    else this.#said.push(frame)
  }

  onEnd(response: WireResponse): void {
    this.#final = response
  }

  get #known(): Job {
    if (this.#job === null) throw new Error('The model is asked no more.')
    return this.#job
  }

  #firstConversation(): Conversation {
    const job = this.#known
    return this.#hosted?.firstConversation(job) ?? job.conversation
  }

  /** Gives what was said to the log and to the readers. */
  #deliver(): void {
    const said = this.#said
    if (said === null || this.#isOver) return
    this.#said = null
    const text = said.length === 1 ? (said[0] ?? '') : said.join('')
    this.#recorder?.frames(said, text)
    this.#settings.observer.events?.(this.id, said.length, text)
    if (this.#driver?.isDone === true) void this.#end(said, text)
    else this.#give(said, text)
  }

  /** A recorder that is ahead gives the frames to the readers itself, once they are logged. */
  #give(said: readonly string[], text: string): void {
    if (this.#recorder?.isAhead !== true) this.readers.take(said, text)
  }

  /** The last frames are sent once the end is stored: who has read them may at once ask for what follows from it. */
  async #end(said: readonly string[], text: string): Promise<void> {
    this.#isOver = true
    const final = this.#final ?? responseIn(said.at(-1))
    const status = endStatusOf(final, this.#isCancelled)
    const response = { ...final, status }
    try {
      await this.#recorder?.end(endingOf(response, status))
    } catch (error) {
      this.#lose(error)
      return
    }
    this.#give(said, text)
    this.readers.end()
    this.#close({ status, response, cause: this.#cause, usage: final.usage })
  }

  /** It can't be stored: who reads is cut off without an end, and the store ends it as failed once it is there again. */
  #lose(error: unknown): void {
    this.#isOver = true
    this.#cause = error
    this.#loop?.abandon()
    this.#controller.abort(abortion('The response could not be stored.'))
    this.readers.breakOff(error)
    this.#close()
  }

  #close(ended: Ended | null = null): void {
    if (this.#outcome.isSettled) return
    this.#isOver = true
    // Whatever was begun for it. An upstream that is being read is left by its reader.
    if (ended === null || this.#hosted !== null) this.#controller.abort(abortion('The response is over.'))
    void this.#hosted?.close()
    this.#registry.delete(this)
    if (this.#driver !== null) this.#observeEnd(ended)
    if (ended === null) this.#outcome.reject(this.#cause ?? abortion('The response did not begin.'))
    else this.#outcome.settle(ended)
  }

  #observeEnd(ended: Ended | null): void {
    const { status, usage } = ended ?? { status: 'failed', usage: null }
    const duration = performance.now() - this.since
    const end = { responseId: this.id, status, usage, duration, firstChunkAfter: this.#firstChunkAfter }
    this.#settings.observer.responseEnded?.({ ...end, events: this.readers.next })
  }
}

function abortion(why: string): DOMException {
  return new DOMException(why, 'AbortError')
}

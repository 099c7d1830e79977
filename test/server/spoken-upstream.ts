import type { Conversation } from '../../src/server/conversation.ts'
import type { GenerateOptions, Generation, Upstream } from '../../src/server/upstreams/upstream.ts'

/** What the model says in most tests: a thought, a preamble, a call and an answer, in pieces. */
export const speech: readonly string[] = [
  '<|channel|>analysis<|message|>Let me',
  ' think.<|end|><|start|>assistant<|channel|>commentary<|message|>One',
  ' moment.<|end|><|start|>assistant to=functions.f<|channel|>commentary json<|message|>{"a":',
  '1}<|call|><|start|>assistant<|channel|>final<|message|>It is',
  ' done.<|return|>',
]

/** A model that says what a test tells it to, when it tells it to; in Harmony text. */
export class SpokenUpstream implements Upstream {
  readonly name = 'spoken'
  /** What it was asked, oldest first. */
  readonly asked: Conversation[] = []
  /** How many pieces were taken from it. */
  taken = 0
  signal: AbortSignal | undefined
  readonly #pieces: (string | Error | null)[] = []
  #more = Promise.withResolvers<void>()

  /** Says something more. */
  say(...pieces: readonly string[]): this {
    return this.#add(...pieces)
  }

  /** Ends what it says. */
  end(): this {
    return this.#add(null)
  }

  /** Breaks off; before anything was said, it refuses. */
  fail(error: Error): this {
    return this.#add(error)
  }

  async generate(conversation: Conversation, { signal }: GenerateOptions): Promise<Generation> {
    this.asked.push(conversation)
    this.signal = signal
    const first = await this.#next(signal)
    if (first instanceof Error) throw first
    return { format: 'harmony', chunks: this.#chunks(first, signal) }
  }

  async *#chunks(first: string | null, signal: AbortSignal): AsyncGenerator<string> {
    for (let piece: string | Error | null = first; piece !== null; piece = await this.#next(signal)) {
      if (piece instanceof Error) throw piece
      yield piece
    }
  }

  async #next(signal: AbortSignal): Promise<string | Error | null> {
    const aborted = new Promise<never>((_, reject) => {
      if (signal.aborted) reject(signal.reason)
      signal.addEventListener('abort', () => reject(signal.reason), { once: true })
    })
    aborted.catch(() => undefined)
    while (this.#pieces.length === 0) await Promise.race([this.#more.promise, aborted])
    signal.throwIfAborted()
    this.taken += 1
    return this.#pieces.shift() ?? null
  }

  #add(...pieces: readonly (string | Error | null)[]): this {
    this.#pieces.push(...pieces)
    this.#more.resolve()
    this.#more = Promise.withResolvers()
    return this
  }
}

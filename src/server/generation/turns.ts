import type { Responses } from 'openai/resources/responses/responses'
import { handOver, type ModelOutputReader, readModelOutput } from '../../runtime/model-output.ts'
import type { Source } from '../../sources/source.ts'
import type { SourceWarning } from '../../sources/warning.ts'
import type { ResponseFail, ResponseFinish, SourceInput } from '../../wire/input.ts'
import type { Conversation } from '../conversation.ts'
import type { ToolLoop } from '../tools/loop.ts'
import type { Generation } from '../upstreams/upstream.ts'

type Usage = Responses.ResponseUsage

/** Whose turns they are: who asks the model, and takes what it says. */
export interface TurnsOwner {
  /** Asks the model for its next turn. */
  ask(conversation: Conversation): Promise<Generation>
  /** What a source says. */
  take(input: SourceInput): void
  /** What it mended. */
  warn(warning: SourceWarning): void
  /** The chunks that came at once are taken; a promise says to wait before the next ones are. */
  delivered(): Promise<void> | null
  /** The response has ended, told or not; there is no use in reading on. */
  readonly isDone: boolean
}

/**
 * Reads what a model says: one turn, and where the server runs tools as many as it takes. Each turn has a source of its
 * own; between two of them the response is not finished, and at the end all their tokens are counted.
 */
export class Turns {
  readonly #owner: TurnsOwner
  readonly #loop: Pick<ToolLoop, 'nextTurn'> | null
  #source: Source<unknown> | null = null
  #usage: Usage | null = null
  #finish: ResponseFinish | null = null
  #isStopped = false

  /** @param loop runs the server's own tools; null where the request has none */
  constructor(owner: TurnsOwner, loop: Pick<ToolLoop, 'nextTurn'> | null) {
    this.#owner = owner
    this.#loop = loop
  }

  /**
   * Reads to the end. Throws what an upstream throws, or breaks with.
   *
   * @param conversation what the model was asked to carry on; null where the server runs no tools, which alone ask again
   */
  async read(conversation: Conversation | null, generation: Generation): Promise<void> {
    const owner = this.#owner
    let asked = conversation
    for (let turn = generation; ; turn = await owner.ask(asked)) {
      await this.#readTurn(turn)
      if (owner.isDone) return
      this.#ended(turn)
      if (owner.isDone) return
      if (this.#loop === null || asked === null || this.#finish?.reason !== 'stop') break
      const next = await this.#loop.nextTurn(asked)
      if (owner.isDone) return
      if (next === null) break
      this.#finish = null
      asked = next
    }
    if (this.#finish !== null) owner.take({ ...this.#finish, at: now(), usage: this.#usage })
    await owner.delivered()
  }

  /** What the turns that are over have cost; null where nobody counted. */
  get usage(): Usage | null {
    return this.#usage
  }

  /** The response fails: what is open is closed. False where no source is reading that could say it. */
  fail(failure: Parameters<Source<unknown>['fail']>[0]): boolean {
    if (this.#source === null) return false
    this.#source.fail(failure)
    return true
  }

  /** The model is not listened to any more. Gives what is counted so far; null where nobody has. */
  stop(): Usage | null {
    this.#isStopped = true
    // Only its last word has its counts; what else it says then is of no use.
    if (this.#finish === null) this.#source?.fail({ code: 'server_error', message: 'stopped' })
    return this.#usage
  }

  #readTurn(generation: Generation): Promise<void> {
    const owner = this.#owner
    const reader = this.#reader(generation)
    const { source } = reader
    this.#source = source
    return handOver(reader, generation.chunks, (chunks) => {
      for (const chunk of chunks) {
        source.write(chunk)
        if (owner.isDone) break
      }
      const slow = owner.delivered()
      return owner.isDone ? 'enough' : slow
    })
  }

  #ended(generation: Generation): void {
    this.#source?.finish(generation.end?.() ?? {})
    // It has said its last word: between two turns it could not say that the next one failed.
    this.#source = null
  }

  #reader({ format, standIns }: Generation): ModelOutputReader {
    return readModelOutput(format, {
      onInput: (input) => this.#take(input),
      onWarning: (warning) => {
        if (!this.#isStopped) this.#owner.warn(warning)
      },
      standIns,
    })
  }

  #take(input: SourceInput): void {
    if (input.type === 'response.finish') this.#finished(input)
    else if (input.type === 'response.fail') this.#failed(input)
    else if (!this.#isStopped) this.#owner.take(input)
  }

  #failed(fail: ResponseFail): void {
    this.#usage = summed(this.#usage, fail.usage ?? null)
    if (!this.#isStopped) this.#owner.take({ ...fail, usage: this.#usage })
  }

  #finished(finish: ResponseFinish): void {
    this.#finish = finish
    this.#usage = summed(this.#usage, finish.usage ?? null)
  }
}

function now(): number {
  return Math.floor(Date.now() / 1000)
}

function summed(a: Usage | null, b: Usage | null): Usage | null {
  if (a === null || b === null) return a ?? b
  const [inA, inB, outA, outB] = [
    a.input_tokens_details,
    b.input_tokens_details,
    a.output_tokens_details,
    b.output_tokens_details,
  ]
  return {
    input_tokens: a.input_tokens + b.input_tokens,
    input_tokens_details: {
      cached_tokens: inA.cached_tokens + inB.cached_tokens,
      cache_write_tokens: inA.cache_write_tokens + inB.cache_write_tokens,
    },
    output_tokens: a.output_tokens + b.output_tokens,
    output_tokens_details: { reasoning_tokens: outA.reasoning_tokens + outB.reasoning_tokens },
    total_tokens: a.total_tokens + b.total_tokens,
  }
}

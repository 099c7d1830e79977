import type { Driver } from '../../runtime/driver.ts'
import type { Conversation } from '../conversation.ts'
import type { ObservedWarning } from '../observer.ts'
import type { Settings } from '../options.ts'
import { ToolLoop } from '../tools/loop.ts'
import { type OpenTools, openTools } from '../tools/open.ts'
import { isLastTurn } from '../tools/turn-limit.ts'
import type { Job } from './job.ts'

/** What the server's own tools need of the response that they are opened for. */
export interface HostedOptions {
  job: Job
  settings: Settings
  /** Aborted when the response is over, however it ended. */
  signal: AbortSignal
  onWarning(warning: ObservedWarning): void
}

/** What their loop needs beside that. */
export interface LoopParts {
  driver: Driver
  /** Something was said that no chunk of the model's caused. */
  onSaid(): void
  /** Resolves when everything that was said is written; null where the response is not stored. */
  flush: (() => Promise<void>) | null
}

/** The server's own tools, open for one response. */
export class Hosted {
  readonly #options: HostedOptions
  readonly #open: OpenTools

  constructor(options: HostedOptions, open: OpenTools) {
    this.#options = options
    this.#open = open
  }

  /** The code interpreter's container, where there is one. */
  get containerId(): string | undefined {
    return this.#open.containerId
  }

  /** What the model is asked to carry on where nothing comes before it. */
  firstConversation({ conversation }: Job): Conversation {
    if (isLastTurn(1, this.#options.settings.maxTurns)) return { ...conversation, hosted: [] }
    return { ...conversation, hosted: this.#open.offersFor(conversation).map(({ offer }) => offer) }
  }

  /** Makes what runs them. */
  loopOf(job: Job, parts: LoopParts): ToolLoop {
    return new ToolLoop({ ...this.#options, job, ...parts, open: this.#open })
  }

  close(): Promise<void> {
    return this.#open.close()
  }
}

/**
 * Opens them.
 *
 * @throws ApiError where the request asks for what may not be; the abort's reason where it was cancelled meanwhile
 */
export async function openHosted(options: HostedOptions): Promise<Hosted> {
  const { job, settings, signal, onWarning } = options
  const { id: responseId, owner, known: items, request } = job
  const conversation = { ...job.conversation, items }
  const { tools: hosts, toolTimeout: timeout } = settings
  const response = { responseId, owner, conversation, signal, onWarning }
  return new Hosted(options, await openTools(request.tools, { hosts, timeout, ...response }))
}

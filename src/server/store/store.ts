import type {
  Chain,
  Ending,
  ItemPage,
  ItemPageRequest,
  LogPage,
  NewBatch,
  NewResponse,
  StoppedResponse,
  StoredCall,
  StoredItem,
  StoredResponse,
} from './record.ts'

/**
 * Where responses are kept. Rows in, rows out, nothing else: who waits for new frames polls `frames`, or subscribes to
 * the runner in its own process. Every method is one atomic step and asynchronous, so that a networked store fits too.
 *
 * Methods that a client's request reaches take the owner, and another owner's response is not there. Those of the
 * runner of a response take its id alone. All throw `StoreError`: those said, and `store/corrupt`, `store/unusable`,
 * `store/closed`.
 */
export interface Store {
  /**
   * Whether what is written outlives this process. Where it does, events reach clients only once they are in the log:
   * else a response that is ended after a crash could say other events under numbers that a client has seen.
   */
  readonly isDurable: boolean

  /**
   * Hears for how many milliseconds anybody waits for an answer: what could not be done by then, as another process
   * holds the file, is better not done at all.
   */
  waitAtMost?(limit: number): void

  /** @throws StoreError `store/exists` */
  create(response: NewResponse): Promise<void>

  /** A queued response begins to run. `response` is the Response object as JSON text from here on. */
  start(id: string, response: string): Promise<void>

  /**
   * Appends to a running response's log. Tells the runner what it may not know: that somebody asked to cancel.
   *
   * @throws StoreError `store/unknown` (deleted), `store/ended`, `store/out-of-order`
   */
  append(id: string, batch: NewBatch): Promise<{ isCancelRequested: boolean }>

  /**
   * Ends a response.
   *
   * @throws StoreError as `append` does
   */
  end(id: string, ending: Ending): Promise<void>

  /** The response, or undefined where it is not there, expired or another's. */
  get(id: string, owner: string): Promise<StoredResponse | undefined>

  /**
   * Frames with a `sequence_number` greater than `after`, whole and as sent; undefined where the response is gone.
   *
   * @param after -1 for all
   * @param limit how many batches at most
   */
  frames(id: string, after: number, limit?: number): Promise<LogPage | undefined>

  /** Forgets a response and all that belongs to it. False where it is not there. */
  delete(id: string, owner: string): Promise<boolean>

  /** Marks a response as to be cancelled, where it runs. Gives the response; undefined where it is not there. */
  requestCancel(id: string, owner: string): Promise<StoredResponse | undefined>

  /** For a runner that has nothing to append. A response that is gone counts as cancelled. */
  isCancelRequested(id: string): Promise<boolean>

  /**
   * A page of a response's input; undefined where it is not there.
   *
   * @throws StoreError `store/unknown-cursor` where `after` or `before` is none of its items
   */
  inputItems(id: string, owner: string, page: ItemPageRequest): Promise<ItemPage | undefined>

  /** The conversation that ends with a response: it and its ancestors, at most `limit` of them. */
  chain(id: string, owner: string, limit: number): Promise<Chain>

  /**
   * Items of any of the owner's responses, by id; those that are not there are missing from the map.
   *
   * @param side only what responses said themselves: an input is what a client says that they did
   */
  itemsById(ids: readonly string[], owner: string, side?: 'output'): Promise<Map<string, StoredItem>>

  /**
   * Records that a hosted tool is called, or that it answered. `false` where that is recorded already: the call was
   * made before, and must not be made again.
   *
   * @throws StoreError `store/unknown`, `store/ended`
   */
  markCall(
    id: string,
    callId: string,
    mark: { state: 'started'; call?: string } | { state: 'finished'; output: string },
  ): Promise<boolean>

  /**
   * Claims a request for approval, which is an output item of one of the owner's responses, for the response that acts
   * on it: a call that was approved once is made once, in however many responses the approval is sent.
   *
   * @returns the response that has it: another one where it was claimed before; undefined where no such item is kept
   */
  claimApproval(itemId: string, owner: string, responseId: string): Promise<string | undefined>

  /** The calls of a response, in the order in which they started. */
  callsOf(id: string): Promise<StoredCall[]>

  /**
   * Ends every response that a dead process left running; to be called at start and now and then, safe while others run.
   *
   * @param end makes the ending. Where it throws, the response is marked `failed` all the same, without further frames.
   * @param isRunning whether this very process still runs a response of its own: those that it gave up are ended too.
   *   All of them count as running where it is absent.
   * @returns the ids of the responses that were ended
   */
  recover(end: (stopped: StoppedResponse) => Ending, isRunning?: (id: string) => boolean): Promise<string[]>

  /** Forgets what has expired, and the oldest where there is too much. Gives how many. */
  sweep(now?: number): Promise<number>

  close(): Promise<void>
}

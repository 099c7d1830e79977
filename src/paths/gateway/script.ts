/** What a played model does with one request. */
export type Script =
  | { kind: 'refusal'; status: number; body: object }
  | {
      kind: 'stream'
      /** The values of its server-sent events; strings stand for themselves. */
      events: readonly (object | string)[]
      pace: 'at once' | 'slow' | 'split'
      /** The socket is cut after the last event, and not ended. */
      hangsUp: boolean
    }

/** What a request asks of the model, as far as it changes the answer. */
export interface Asked {
  model: string
  /** Counts were asked for. */
  usage: boolean
  /** vLLM: ids are wanted beside the text. */
  tokenIds: boolean
  /** vLLM: markers are left out of the text, as they are by default. */
  hidesMarkers: boolean
}

/** An error as OpenAI-like servers say it. */
export const brokenModel = {
  error: { message: 'The model broke.', type: 'server_error', param: null, code: 'server_error' },
}

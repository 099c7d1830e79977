import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'

/** A Chat Completions server that does what a test wants. */
export interface ChatServer extends AsyncDisposable {
  url: string
  /** How many requests came. */
  asked: number
  /** How many of them were cut by the other side. */
  cut: number
}

/** How it answers a request. */
export type Answer = (response: ServerResponse, request: IncomingMessage) => unknown

/** Serves on a free port. */
export async function chatServer(answer: Answer): Promise<ChatServer> {
  const server = createServer((request, response) => {
    state.asked += 1
    response.on('close', () => {
      if (!response.writableFinished) state.cut += 1
    })
    request.resume().on('end', () => void answer(response, request))
  })
  const { promise, resolve } = Promise.withResolvers<void>()
  server.listen(0, '127.0.0.1', resolve)
  await promise
  const address = server.address()
  const port = typeof address === 'object' ? address?.port : address
  const state: ChatServer = {
    url: `http://127.0.0.1:${port}`,
    asked: 0,
    cut: 0,
    async [Symbol.asyncDispose]() {
      server.closeAllConnections()
      await new Promise((resolve) => server.close(resolve))
    },
  }
  return state
}

/** A chunk that says some text. */
export function chunk(content: string): string {
  return `data: ${JSON.stringify({ choices: [{ index: 0, delta: { content } }] })}\n\n`
}

/** What ends an answer. */
export const lastChunks = [
  `data: ${JSON.stringify({ choices: [{ index: 0, delta: {}, finish_reason: 'stop' }] })}\n\n`,
  `data: ${JSON.stringify({ choices: [], usage: { prompt_tokens: 3, completion_tokens: 5, total_tokens: 8 } })}\n\n`,
  'data: [DONE]\n\n',
].join('')

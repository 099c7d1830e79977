/** Where a server is. */
export interface Server {
  /** `http://127.0.0.1:PORT/v1` */
  url: string
}

/** A body whose text is read as it comes. */
export interface Reading {
  response: Response
  /** What has come so far. */
  text: string
  /** Resolves once the text has come to hold something. */
  until: (what: string | RegExp) => Promise<void>
  /** All of it; rejects where the connection breaks. */
  all: Promise<string>
  /** Closes the connection. */
  leave: () => void
}

/** `POST /v1/responses`. */
export function post(server: Server, body: object, init: RequestInit = {}): Promise<Response> {
  const headers = { 'content-type': 'application/json' }
  return fetch(`${server.url}/responses`, { method: 'POST', headers, body: JSON.stringify(body), ...init })
}

/** Posts a streaming request, and reads along. */
export async function postStream(server: Server, body: object = {}): Promise<Reading> {
  const controller = new AbortController()
  const asked = { model: 'm', input: 'Hello', stream: true, ...body }
  return reading(await post(server, asked, { signal: controller.signal }), controller)
}

/** Gets a response's stream, and reads along. */
export async function getStream(server: Server, id: string, after?: number): Promise<Reading> {
  const controller = new AbortController()
  const query = after === undefined ? '' : `&starting_after=${after}`
  const url = `${server.url}/responses/${id}?stream=true${query}`
  return reading(await fetch(url, { signal: controller.signal }), controller)
}

/** The id of the response that a stream is of. */
export async function idOf(stream: Reading): Promise<string> {
  await stream.until('response.created')
  return /"id":"(resp_\w+)"/.exec(stream.text)![1]!
}

/** The frames of a stream, whole. */
export function framesIn(text: string): string[] {
  return text
    .split('\n\n')
    .filter((frame) => frame !== '')
    .map((frame) => `${frame}\n\n`)
}

function reading(response: Response, controller: AbortController): Reading {
  const stream: Reading = {
    response,
    text: '',
    leave: () => controller.abort(),
    all: Promise.resolve(''),
    until: (what) => {
      const isThere = () => (typeof what === 'string' ? stream.text.includes(what) : what.test(stream.text))
      return eventually(isThere, `${String(what)} in the stream`)
    },
  }
  const read = async () => {
    const decoder = new TextDecoder()
    for await (const piece of response.body ?? []) stream.text += decoder.decode(piece, { stream: true })
    return stream.text
  }
  stream.all = read()
  stream.all.catch(() => undefined)
  return stream
}

/** Waits until something is so. */
export async function eventually(isSo: () => boolean | Promise<boolean>, what: string): Promise<void> {
  for (let look = 0; look < 400; look += 1) {
    if (await isSo()) return
    await new Promise((resolve) => setTimeout(resolve, 5))
  }
  throw new Error(`It never came about: ${what}`)
}
